#include "http/connection_table.h"

#include <sys/socket.h>

namespace code_runner::http {

ConnectionTable::Entry::Entry(ConnectionTable& table, int socket) : table_(table), socket_(socket) {
  const std::lock_guard lock(table_.mutex_);
  position_ = table_.idle_.insert(table_.idle_.end(), this);
  if (table_.broken_) ::shutdown(socket_, SHUT_RDWR);
}

ConnectionTable::Entry::~Entry() {
  Set(State::kReceiving);
  const std::lock_guard lock(table_.mutex_);
  table_.busy_.erase(position_);
}

void ConnectionTable::Entry::Set(State state) {
  const std::lock_guard lock(table_.mutex_);
  std::list<Entry*>& from = state_ == State::kIdle ? table_.idle_ : table_.busy_;
  std::list<Entry*>& to = state == State::kIdle ? table_.idle_ : table_.busy_;
  to.splice(to.end(), from, position_);
  if (state_ == State::kAnswering) --table_.answering_;
  if (state == State::kAnswering) ++table_.answering_;
  state_ = state;
  if (table_.answering_ == 0) table_.changed_.notify_all();
  if (state == State::kIdle && table_.draining_) table_.EndInput(*this);
}

// Makes an idle connection one that is on its way out.
void ConnectionTable::EndInput(Entry& entry) {
  ::shutdown(entry.socket_, SHUT_RD);
  entry.state_ = State::kReceiving;
  busy_.splice(busy_.end(), idle_, entry.position_);
}

bool ConnectionTable::EvictIdle() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return false;
  EndInput(*idle_.front());
  return true;
}

void ConnectionTable::Drain() {
  const std::lock_guard lock(mutex_);
  draining_ = true;
  while (!idle_.empty()) EndInput(*idle_.front());
}

bool ConnectionTable::Draining() const {
  const std::lock_guard lock(mutex_);
  return draining_;
}

bool ConnectionTable::AwaitAnswers(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, deadline, [this] { return answering_ == 0; });
}

void ConnectionTable::Break() {
  const std::lock_guard lock(mutex_);
  broken_ = true;
  for (const Entry* entry : idle_) ::shutdown(entry->socket_, SHUT_RDWR);
  for (const Entry* entry : busy_) ::shutdown(entry->socket_, SHUT_RDWR);
}

std::size_t ConnectionTable::Size() const {
  const std::lock_guard lock(mutex_);
  return idle_.size() + busy_.size();
}

}  // namespace code_runner::http
