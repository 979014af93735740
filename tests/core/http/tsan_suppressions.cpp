// For builds with -fsanitize=thread, which ask for this function; it does nothing in others.
//
// Poco is not compiled with the sanitizer, so the atomic count of references to a socket, by which the accepting thread
// and the serving one agree who closes and deletes it, is not seen. Only the two places where a last reference goes are
// named.
extern "C" const char* __tsan_default_suppressions();

extern "C" const char* __tsan_default_suppressions() {
  return "race:Poco::Net::SocketImpl::close\n"
         "race:Poco::Net::TCPServer::run\n";
}
