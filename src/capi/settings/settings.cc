#include "capi/settings/settings.h"

#include <new>

namespace reprise::capi {

Certificates Certificates::clone() const {
  Certificates copy;
  for (std::size_t i = 0; i < kNumSlots; ++i) {
    copy.slots[i].certificate = share(slots[i].certificate.get());
    copy.slots[i].key = share(slots[i].key.get());
    copy.slots[i].chain = share(slots[i].chain.get());
    copy.slots[i].serverinfo = slots[i].serverinfo;
    copy.slots[i].compiled = slots[i].compiled.share();
  }
  copy.current = current;
  copy.current_set = current_set;
  copy.chain_store = share(chain_store.get());
  copy.verify_store = share(verify_store.get());
  copy.client_certificate_types = client_certificate_types;
  copy.cert_flags = cert_flags;
  return copy;
}

namespace {

Own<STACK_OF(X509_NAME)> copy_names(const STACK_OF(X509_NAME)* names) {
  if (names == nullptr) return nullptr;
  return Own<STACK_OF(X509_NAME)>(sk_X509_NAME_deep_copy(names, X509_NAME_dup, X509_NAME_free));
}

void copy_peers(const Settings& from, Settings& to) {
  to.certificates = from.certificates.clone();
  to.verify_mode = from.verify_mode;
  to.verify_callback = from.verify_callback;
  to.param.reset(X509_VERIFY_PARAM_new());
  // As when a copy of our own finds no memory: whoever asked for the copy reports it.
  if (!to.param || X509_VERIFY_PARAM_set1(to.param.get(), from.param.get()) != 1) throw std::bad_alloc();
  to.ca_names = copy_names(from.ca_names.get());
  to.client_ca_names = copy_names(from.client_ca_names.get());
  to.session_id_context = from.session_id_context;
  to.post_handshake_auth = from.post_handshake_auth;
  to.status_type = from.status_type;
}

void copy_protocol(const Settings& from, Settings& to) {
  to.options = from.options;
  to.mode = from.mode;
  to.min_version = from.min_version;
  to.max_version = from.max_version;
  to.tls12_suites = from.tls12_suites;
  to.tls13_suites = from.tls13_suites;
  to.groups = from.groups;
  to.sigalgs = from.sigalgs;
  to.client_sigalgs = from.client_sigalgs;
  to.alpn = from.alpn;
  to.max_fragment_length_mode = from.max_fragment_length_mode;
  to.security_level = from.security_level;
  to.security_callback = from.security_callback;
  to.security_ex_data = from.security_ex_data;
}

void copy_callbacks(const Settings& from, Settings& to) {
  to.cert_callback = from.cert_callback;
  to.cert_callback_arg = from.cert_callback_arg;
  to.info_callback = from.info_callback;
  to.msg_callback = from.msg_callback;
  to.msg_callback_arg = from.msg_callback_arg;
  to.password_callback = from.password_callback;
  to.password_callback_arg = from.password_callback_arg;
  to.psk_client_callback = from.psk_client_callback;
  to.psk_server_callback = from.psk_server_callback;
  to.psk_use_session_callback = from.psk_use_session_callback;
  to.psk_find_session_callback = from.psk_find_session_callback;
  to.psk_identity_hint = from.psk_identity_hint;
  to.has_psk_identity_hint = from.has_psk_identity_hint;
  to.generate_session_id = from.generate_session_id;
  to.not_resumable_callback = from.not_resumable_callback;
  to.allow_early_data_callback = from.allow_early_data_callback;
  to.allow_early_data_arg = from.allow_early_data_arg;
  to.record_padding_callback = from.record_padding_callback;
  to.record_padding_arg = from.record_padding_arg;
  to.async_callback = from.async_callback;
  to.async_callback_arg = from.async_callback_arg;
  to.tmp_dh_callback = from.tmp_dh_callback;
  to.tmp_dh = share(from.tmp_dh.get());
  to.dh_auto = from.dh_auto;
  to.custom_extensions = from.custom_extensions;
}

void copy_records(const Settings& from, Settings& to) {
  to.block_padding = from.block_padding;
  to.max_send_fragment = from.max_send_fragment;
  to.split_send_fragment = from.split_send_fragment;
  to.max_pipelines = from.max_pipelines;
  to.read_buffer_length = from.read_buffer_length;
  to.read_ahead = from.read_ahead;
  to.quiet_shutdown = from.quiet_shutdown;
  to.max_early_data = from.max_early_data;
  to.recv_max_early_data = from.recv_max_early_data;
  to.num_tickets = from.num_tickets;
  to.max_cert_list = from.max_cert_list;
}

}  // namespace

Ref<Settings> Settings::clone() const {
  auto copy = make_ref<Settings>();
  copy_protocol(*this, *copy);
  copy_peers(*this, *copy);
  copy_callbacks(*this, *copy);
  copy_records(*this, *copy);
  const std::lock_guard lock(compile_mutex);
  copy->cipher_stack = cipher_stack.share();
  return copy;
}

}  // namespace reprise::capi
