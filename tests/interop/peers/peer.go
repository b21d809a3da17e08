// Go's crypto/tls: peer client|server PORT KIND KEYS; says "saw full" or "saw resumed".
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strings"
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func config(kind string) *tls.Config {
	if strings.HasPrefix(kind, "tls12") {
		return &tls.Config{MinVersion: tls.VersionTLS12, MaxVersion: tls.VersionTLS12}
	}
	return &tls.Config{MinVersion: tls.VersionTLS13}
}

func say(conn *tls.Conn) {
	word := "full"
	if conn.ConnectionState().DidResume {
		word = "resumed"
	}
	fmt.Println("saw", word)
}

func client(port, kind, keys string) {
	c := config(kind)
	root, err := os.ReadFile(keys + "/ca.pem")
	must(err)
	c.RootCAs = x509.NewCertPool()
	c.RootCAs.AppendCertsFromPEM(root)
	c.ServerName = "localhost"
	c.ClientSessionCache = tls.NewLRUClientSessionCache(8)
	for i := 0; i < 2; i++ {
		conn, err := tls.Dial("tcp", "127.0.0.1:"+port, c)
		must(err)
		fmt.Fprint(conn, "GET / HTTP/1.0\r\n\r\n")
		io.Copy(io.Discard, conn) // reading is what makes a TLS 1.3 ticket arrive
		say(conn)
		conn.Close()
	}
}

func serve(conn *tls.Conn) {
	defer conn.Close()
	if conn.Handshake() != nil {
		return
	}
	bufio.NewReader(conn).ReadString('\n')
	say(conn)
	fmt.Fprint(conn, "HTTP/1.0 200 OK\r\n\r\nhello\n")
}

func server(port, kind, keys string) {
	c := config(kind)
	pair, err := tls.LoadX509KeyPair(keys+"/rsa-chain.pem", keys+"/rsa.key")
	must(err)
	c.Certificates = []tls.Certificate{pair}
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	must(err)
	for {
		conn, err := listener.Accept()
		must(err)
		go serve(tls.Server(conn, c))
	}
}

func main() {
	if os.Args[1] == "client" {
		client(os.Args[2], os.Args[3], os.Args[4])
	} else {
		server(os.Args[2], os.Args[3], os.Args[4])
	}
}
