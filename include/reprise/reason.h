// SPDX-License-Identifier: Apache-2.0
// Why something failed.
#pragma once

#include <cstdint>
#include <string_view>

#include "reprise/export.h"

// Sorted by name. Names do not change; numbers may.
#define REPRISE_REASONS(X) \
  X(app_data_in_handshake) \
  X(application_data_after_close_notify) \
  X(asn1_library) \
  X(attempt_to_reuse_session_in_different_context) \
  X(bad_change_cipher_spec) \
  X(bad_cipher) \
  X(bad_compression) \
  X(bad_data) \
  X(bad_digest_length) \
  X(bad_early_data) \
  X(bad_extension) \
  X(bad_handshake_state) \
  X(bad_hello_request) \
  X(bad_key_share) \
  X(bad_key_update) \
  X(bad_legacy_version) \
  X(bad_length) \
  X(bad_psk) \
  X(bad_psk_identity) \
  X(bad_record_type) \
  X(bad_signature) \
  X(bad_ssl_filetype) \
  X(bad_value) \
  X(bad_write_retry) \
  X(binder_does_not_verify) \
  X(bio_not_set) \
  X(ca_key_too_small) \
  X(ca_md_too_weak) \
  X(callback_failed) \
  X(ccs_received_early) \
  X(cert_callback_error) \
  X(cert_length_mismatch) \
  X(certificate_verify_failed) \
  X(client_hello_cb_failed) \
  X(clienthello_tlsext) \
  X(connection_type_not_set) \
  X(cookie_callback_failed) \
  X(cookie_mismatch) \
  X(data_length_too_long) \
  X(decryption_failed_or_bad_record_mac) \
  X(digest_check_failed) \
  X(downgrade_detected) \
  X(duplicate_extension) \
  X(ecc_cert_not_for_signing) \
  X(ee_key_too_small) \
  X(extension_not_received) \
  X(fragment_too_long) \
  X(http_request) \
  X(https_proxy_request) \
  X(illegal_exporter_label) \
  X(inappropriate_fallback) \
  X(inconsistent_early_data_alpn) \
  X(inconsistent_early_data_sni) \
  X(inconsistent_extms) \
  X(internal) \
  X(invalid_alert) \
  X(invalid_command) \
  X(invalid_context) \
  X(invalid_max_fragment_length) \
  X(invalid_servername) \
  X(invalid_session_id) \
  X(invalid_ticket_keys_length) \
  X(key_derivation_failed) \
  X(length_mismatch) \
  X(message_too_large) \
  X(missing_psk_kex_modes) \
  X(missing_sigalgs_extension) \
  X(missing_supported_groups_extension) \
  X(mixed_handshake_and_other_data) \
  X(no_alpn_overlap) \
  X(no_certificate_assigned) \
  X(no_certificate_set) \
  X(no_certificates_returned) \
  X(no_change_following_hrr) \
  X(no_cipher_match) \
  X(no_ciphers_available) \
  X(no_cookie_callback) \
  X(no_private_key_assigned) \
  X(no_protocols_available) \
  X(no_renegotiation) \
  X(no_shared_cipher) \
  X(no_suitable_groups) \
  X(no_suitable_key_share) \
  X(no_suitable_signature_algorithm) \
  X(not_on_record_boundary) \
  X(not_replacing_certificate) \
  X(not_resumable_session) \
  X(not_supported) \
  X(null_ssl_ctx) \
  X(null_ssl_method_passed) \
  X(old_session_cipher_not_returned) \
  X(out_of_memory) \
  X(passed_null_parameter) \
  X(peer_did_not_return_certificate) \
  X(peer_sent_alert) \
  X(pem_library) \
  X(private_key_mismatch) \
  X(protocol_is_shutdown) \
  X(queued_by_libcrypto) \
  X(record_too_small) \
  X(renegotiation_mismatch) \
  X(required_algorithm_missing) \
  X(session_id_callback_failed) \
  X(session_id_conflict) \
  X(session_id_context_too_long) \
  X(session_id_context_uninitialized) \
  X(session_id_has_bad_length) \
  X(shutdown_while_in_init) \
  X(ssl_session_id_too_long) \
  X(status_response_invalid) \
  X(system_library) \
  X(ticket_callback_failed) \
  X(too_long) \
  X(too_many_empty_records) \
  X(too_many_key_updates) \
  X(too_many_warning_alerts) \
  X(too_much_early_data) \
  X(too_short) \
  X(trailing_bytes) \
  X(unexpected_ccs_message) \
  X(unexpected_eof) \
  X(unexpected_message) \
  X(uninitialized) \
  X(unknown_certificate_type) \
  X(unknown_cipher_returned) \
  X(unknown_group) \
  X(unsafe_legacy_renegotiation) \
  X(unsolicited_extension) \
  X(unsupported_elliptic_curve) \
  X(unsupported_protocol) \
  X(version_too_low) \
  X(wrong_certificate_type) \
  X(wrong_cipher_returned) \
  X(wrong_curve) \
  X(wrong_signature_type) \
  X(wrong_ssl_version) \
  X(wrong_version_number) \
  X(x509_library)

namespace reprise::v0 {

enum class Reason : std::uint16_t {
#define REPRISE_REASON_ENUM(name) name,
  REPRISE_REASONS(REPRISE_REASON_ENUM)
#undef REPRISE_REASON_ENUM
};

// The name as in the table. Static storage, with a zero byte behind.
REPRISE_API std::string_view name_of(Reason reason);

}  // namespace reprise::v0
