// SPDX-License-Identifier: Apache-2.0
// A peer with real keys that sends anything at any moment: messages are changed before they are entered into the
// transcript, signed, MACed and sealed, so that what is behind every lock is reached. Both roles and versions, by the
// setups of tests/rogue.
// Input:  setup[1] | flags[1] | steps.  A step is  letter[1] | dress | changes | argument, by the bits of its letter.
// What is asserted besides memory: who is shown has proved himself, data flows after that alone, an end that failed
// says so by an alert and is dead, and what our end does is linear in what it is sent.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "fuzz/changes.h"
#include "fuzz/fixed_random.h"
#include "fuzz/honest_way.h"
#include "fuzz/rogue_target.h"

namespace {

using namespace reprise;
using namespace reprise::fuzz;
using handshake::Epoch;
using handshake::Role;
using wire::ContentType;
using wire::HandshakeType;

// Work (fuzz/work.h) that a connection may do: so much at all, and so much for each byte that it is sent.
constexpr std::uint64_t kBudgetAtAll = 2'000'000, kBudgetPerByte = 700;
constexpr std::size_t kMaxFed = 1 << 18;  // bytes sent in one run
// What may come back for it.
constexpr std::size_t kMaxOutput = 1 << 14, kMaxOutputPerByte = 8;

enum Flag : std::uint8_t {
  kResumes = 1,    // the honest way resumes, where there is something to
  kGoesOn = 2,     // honestly, when the steps are over
  kChunks = 0x0c,  // two bits: how many bytes are delivered at a time
};
constexpr std::size_t kChunkSizes[] = {0, 1, 7, 1000};

// Letters behind those of Symbol.
enum Letter : std::uint8_t {
  raw_record = 33,  // of any type, from the argument
  honestly,         // as many of the next honest letters as the argument says
  program_writes,
  program_closes,
  program_sends_tickets,
  program_exports,
  wire_bytes,       // the argument, as it is
  kNumLetters,
  kDressed = 0x40,  // how it becomes records follows
  kChanged = 0x80,  // changes follow
};

[[noreturn]] void finding(const char* what) {
  std::fprintf(stderr, "behind_encryption: %s\n", what);
  std::abort();
}

bool contains(Bytes bytes, Bytes part) {
  return std::search(bytes.begin(), bytes.end(), part.begin(), part.end()) != bytes.end();
}

// Whether it is for the one key that the peer has.
bool is_own(const crypto::Certificate& leaf) {
  static const ByteVector key = [] {
    EVP_PKEY* pkey = own_credential().key->evp_pkey();
    ByteVector point(65);
    std::size_t size = 0;
    CHECK(EVP_PKEY_get_octet_string_param(pkey, "pub", point.data(), point.size(), &size) == 1);
    point.resize(size);
    return point;
  }();
  return contains(leaf.der(), key);
}

std::pair<ContentType, ByteVector> content_of(Symbol symbol) {
  switch (symbol) {
    case Symbol::alert_close: return {ContentType::alert, {1, 0}};
    case Symbol::alert_warning: return {ContentType::alert, {1, 90}};
    case Symbol::alert_fatal: return {ContentType::alert, {2, 40}};
    case Symbol::unknown_record: return {ContentType::heartbeat, {1}};
    default: return {ContentType::application_data, copy_of(bytes_of("gimme"))};
  }
}

// How the content of a step becomes records.
struct Dress {
  std::uint8_t cut = 0;
  std::size_t padding = 0;
  bool held = false;              // goes into one record with what follows
  std::optional<Epoch> epoch;     // other keys than those in force
  std::optional<std::uint8_t> type;
  unsigned times = 1;
};

constexpr std::uint8_t kEmptyFirst = 7;  // of Dress::cut

std::size_t cut_of(std::uint8_t cut, std::size_t size) {
  constexpr std::size_t kCuts[] = {16384, 1, 2, 5, 64, 1000};
  if (cut == 6) return std::clamp<std::size_t>(size / 2, 1, 16384);
  if (cut == kEmptyFirst) return 16384;
  return size > 4000 ? std::max<std::size_t>(kCuts[cut], 64) : kCuts[cut];
}

class Run {
 public:
  Run(const Setup& setup, std::uint8_t flags);
  void steps(Bytes input);
  // Of a peer that kept all rules.
  void expect_success() const;

 private:
  static std::uint8_t take(Bytes& input);
  static Bytes take_argument(Bytes& input);
  static Dress take_dress(Bytes& input);
  void step(Bytes& input);
  void send(Symbol symbol, const Dress& dress, const std::vector<Change>& changes);
  void send_honestly();
  void send_message(Symbol symbol, const Dress& dress, const std::vector<Change>& changes);
  void send_content(ContentType type, Bytes content, const Dress& dress);
  ByteVector records_of(ContentType type, Bytes content, const Dress& dress);
  void deliver(Bytes records);
  bool over() const { return target_.failed() || target_.num_fed() > kMaxFed; }
  void check();
  void check_failure();

  const Setup& setup_;
  std::uint8_t flags_;
  bool resumes_;
  std::unique_ptr<rogue::Rogue> rogue_;
  Target target_;
  std::vector<Symbol> way_;
  std::size_t at_ = 0;  // on the way
  ByteVector held_;     // content that goes out with the next, under these keys
  Epoch held_epoch_ = Epoch::plain;
  ByteVector sent_;     // all content of handshake records
  std::vector<ByteVector> finished_;  // that fitted when they were made
  std::vector<std::string> last_;     // what came back last
  bool authenticating_ = false;       // after the handshake: a certificate was taken, its proof was not
  std::size_t data_before_ = 0;
  std::uint64_t num_answered_ = 0;    // bytes
};

Run::Run(const Setup& setup, std::uint8_t flags)
    : setup_(setup),
      flags_(flags),
      resumes_((flags & kResumes) != 0 && (setup.subject == Role::server || setup.offers)),
      rogue_(rogue::make_rogue(setup, earlier(setup).kept)),
      target_(setup, setup.offers),
      way_(honest_way(setup, resumes_)) {
  rogue_->be(own_credential());
  last_ = rogue_->take(target_.take_output());
}

std::uint8_t Run::take(Bytes& input) {
  if (input.empty()) return 0;
  const std::uint8_t first = input[0];
  input = input.subspan(1);
  return first;
}

Bytes Run::take_argument(Bytes& input) {
  const std::size_t size = std::min<std::size_t>(take(input), input.size());
  const Bytes argument = input.first(size);
  input = input.subspan(size);
  return argument;
}

Dress Run::take_dress(Bytes& input) {
  constexpr std::size_t kPaddings[] = {0, 1, 100, 20000};
  const std::uint8_t bits = take(input);
  Dress dress{.cut = std::uint8_t(bits & 7), .padding = kPaddings[bits >> 3 & 3], .held = (bits & 0x20) != 0};
  if (bits & 0x40) {
    const std::uint8_t other = take(input);
    if (other & 0x80) dress.epoch = Epoch{std::uint8_t(other & 3)};
    if (other & 0x40) dress.type = std::uint8_t(20 + (other >> 2 & 7));
  }
  if (bits & 0x80) dress.times = 1 + take(input);
  return dress;
}

void Run::steps(Bytes input) {
  while (!input.empty() && !over()) step(input);
  if (!(flags_ & kGoesOn)) return;
  while (at_ < way_.size() && !over()) send_honestly();
}

void Run::expect_success() const {
  const auto& connection = target_.connection();
  if (!target_.complete() || connection.facts().resumed != resumes_ || !connection.close_received()) {
    finding("an honest peer is refused");
  }
}

void Run::step(Bytes& input) {
  const std::uint8_t letter = take(input);
  const Dress dress = letter & kDressed ? take_dress(input) : Dress();
  std::vector<Change> changes;
  if (letter & kChanged) changes = take_changes(input, 1 + (take(input) & 3));
  switch (const std::uint8_t plain = (letter & 0x3f) % kNumLetters; plain) {
    case raw_record: {
      const auto type = ContentType{std::uint8_t(20 + take(input) % 6)};
      send_content(type, take_argument(input), dress);
      break;
    }
    case honestly:
      for (unsigned count = take(input) % 16; count > 0 && at_ < way_.size() && !over(); --count) send_honestly();
      return;
    case program_writes: target_.write(std::size_t(take(input)) << 7); break;
    case program_closes: target_.close(); break;
    case program_sends_tickets: target_.send_tickets(); break;
    case program_exports: target_.export_key(); break;
    case wire_bytes: return deliver(take_argument(input));
    default: return send(Symbol{plain}, dress, changes);
  }
  deliver({});
}

void Run::send_honestly() { send(way_[at_], {}, {}); }

void Run::send(Symbol symbol, const Dress& dress, const std::vector<Change>& changes) {
  if (at_ < way_.size() && way_[at_] == symbol) ++at_;
  switch (symbol) {
    case Symbol::ask_certificate:
    case Symbol::ask_key_update: target_.ask(symbol); break;
    case Symbol::change_cipher_spec: return deliver(rogue_->make(symbol));
    case Symbol::application_data:
    case Symbol::alert_close:
    case Symbol::alert_warning:
    case Symbol::alert_fatal:
    case Symbol::unknown_record: {
      auto [type, content] = content_of(symbol);
      for (const auto& change : changes) apply(change, content);
      content.resize(std::min(content.size(), kMaxFed));
      return send_content(type, content, dress);
    }
    default: return send_message(symbol, dress, changes);
  }
  deliver({});
}

void Run::send_message(Symbol symbol, const Dress& dress, const std::vector<Change>& changes) {
  const ByteVector message = rogue_->message(symbol);
  ByteVector changed = message;
  bool binds = true;
  for (const auto& change : changes) {
    apply(change, changed);
    if (change.what & 0x40) binds = false;
  }
  const HandshakeType type{message[0]};
  if (binds && !changes.empty() && type == HandshakeType::client_hello) rogue_->bind(changed);
  if (symbol == Symbol::finished) finished_.push_back(message);
  if (symbol != Symbol::certificate) authenticating_ = false;
  sent_.insert(sent_.end(), changed.begin(), changed.end());
  if (dress.held) {
    if (held_.empty()) held_epoch_ = dress.epoch.value_or(rogue_->records().write_epoch());
    held_.insert(held_.end(), changed.begin(), changed.end());
    return rogue_->sent_changed(type, message, changed);
  }
  const ByteVector records = records_of(ContentType::handshake, changed, dress);
  rogue_->sent_changed(type, message, changed);
  const bool was_complete = target_.complete();
  deliver(records);
  if (symbol == Symbol::certificate && changes.empty() && was_complete && setup_.post_handshake &&
      setup_.subject == Role::server && !target_.failed()) {
    authenticating_ = true, data_before_ = target_.num_data();
  }
}

void Run::send_content(ContentType type, Bytes content, const Dress& dress) {
  deliver(records_of(type, content, dress));
}

ByteVector Run::records_of(ContentType type, Bytes content, const Dress& dress) {
  auto& records = rogue_->records();
  ByteVector all = std::exchange(held_, {});
  Epoch epoch = all.empty() ? records.write_epoch() : held_epoch_;
  all.insert(all.end(), content.begin(), content.end());
  if (dress.epoch && records.can_write(*dress.epoch)) epoch = *dress.epoch;
  if (dress.type) type = ContentType{*dress.type};
  ByteVector made;
  const auto add = [&](Bytes piece) {
    const ByteVector record = records.seal(type, piece, epoch, dress.padding);
    made.insert(made.end(), record.begin(), record.end());
  };
  for (unsigned i = 0; i < dress.times && made.size() < kMaxFed; ++i) {
    if (dress.cut == kEmptyFirst || all.empty()) add({});
    const std::size_t cut = cut_of(dress.cut, all.size());
    for (Bytes rest = all; !rest.empty(); rest = rest.subspan(std::min(cut, rest.size()))) {
      add(rest.first(std::min(cut, rest.size())));
    }
  }
  return made;
}

void Run::deliver(Bytes records) {
  std::size_t chunk = kChunkSizes[(flags_ & kChunks) >> 2];
  if (records.size() > 4000 && chunk != 0) chunk = 1000;
  target_.feed(records, chunk);
  const ByteVector output = target_.take_output();
  if (!records.empty()) num_answered_ += output.size();
  if (!output.empty()) last_ = rogue_->take(output);
  check();
}

void Run::check() {
  const auto& facts = target_.connection().facts();
  const auto* shown = facts.peer.leaf();
  if (shown != nullptr && !is_own(*shown)) finding("who is shown proved nothing");
  const bool wants_somebody = setup_.subject == Role::client || setup_.authenticates;
  if (target_.num_data() > 0 && !target_.complete()) finding("data before the handshake is complete");
  if (target_.num_data() > 0 && wants_somebody && shown == nullptr) finding("data of nobody");
  if (authenticating_ && target_.num_data() > data_before_) finding("data between a certificate and its proof");
  if (target_.num_early() > (setup_.early_data && setup_.subject == Role::server ? 1000 : 0)) {
    finding("more early data than was allowed");
  }
  if (target_.complete()) {
    const bool any = std::ranges::any_of(finished_, [&](Bytes finished) { return contains(sent_, finished); });
    if (!any) finding("complete without a Finished that fits");
  }
  if (target_.failed()) check_failure();
  if (num_answered_ > kMaxOutput + kMaxOutputPerByte * target_.num_fed()) finding("answers more than it is asked");
  const std::uint64_t budget = kBudgetAtAll + kBudgetPerByte * target_.num_fed();
  if (target_.work() > budget) {
    std::fprintf(stderr, "work %llu for %llu bytes\n", (unsigned long long)target_.work(),
                 (unsigned long long)target_.num_fed());
    finding("over the budget of work");
  }
}

void Run::check_failure() {
  const auto& error = target_.error();
  if (!error) finding("failed without an error");
  const bool silent = error->reason == Reason::peer_sent_alert || !error->alert;
  if (silent || target_.connection().close_sent()) return;
  const std::string alert = std::string("alert:").append(name_of(*error->alert));
  // "sealed": under keys that the rogue does not have, after it changed what they are made of.
  if (last_.empty() || (last_.back() != alert && last_.back() != "sealed")) finding("failed without its alert");
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  fuzz::install_fixed_random();
  (void)rogue::alice();
  for (const auto& setup : rogue::all_setups()) (void)earlier(setup);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  fuzz::install_fixed_random();
  const auto setups = rogue::all_setups();
  Run run(setups[data[0] % setups.size()], data[1]);
  run.steps({data + 2, size - 2});
  if (size == 2 && (data[1] & kGoesOn)) run.expect_success();
  return 0;
}
