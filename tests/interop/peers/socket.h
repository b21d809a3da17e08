// SPDX-License-Identifier: Apache-2.0
// The part that the peers in C share: a loopback connection, and what they say.
#ifndef INTEROP_SOCKET_H
#define INTEROP_SOCKET_H

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static const char REQUEST[] = "GET / HTTP/1.0\r\n\r\n";

// A connected socket; ends the program when nobody listens.
static int connected(const char *port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(port))};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
    perror("connect");
    exit(1);
  }
  return fd;
}

static void say(int resumed) { puts(resumed ? "saw resumed" : "saw full"); }

#endif
