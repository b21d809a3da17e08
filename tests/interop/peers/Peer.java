// Java's JSSE: Peer client PORT KIND KEYS [PROVIDER] | Peer server PORT KIND KEYS [PROVIDER]; says "saw full" or "saw
// resumed". JSSE has no word for it: a session that is older than its connection was resumed.
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

public class Peer {
  private static final char[] PASSWORD = "changeit".toCharArray();

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[1]);
    String[] protocols = {args[2].startsWith("tls12") ? "TLSv1.2" : "TLSv1.3"};
    SSLContext context = args.length > 4 ? SSLContext.getInstance("TLS", args[4]) : SSLContext.getInstance("TLS");
    if (args[0].equals("client")) {
      client(context, port, protocols, args[3]);
    } else {
      server(context, port, protocols, args[3]);
    }
  }

  private static void say(boolean resumed) {
    System.out.println("saw " + (resumed ? "resumed" : "full"));
  }

  private static void client(SSLContext context, int port, String[] protocols, String keys) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = new FileInputStream(keys + "/ca.pem")) {
      trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    context.init(null, trust.getTrustManagers(), null);
    long previous = -1;
    for (int i = 0; i < 2; i++) {
      try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
        socket.setEnabledProtocols(protocols);
        socket.startHandshake();
        socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.getInputStream().readAllBytes();
        SSLSession session = socket.getSession();
        say(session.getCreationTime() == previous);
        previous = session.getCreationTime();
      }
      Thread.sleep(20);  // creation times are in milliseconds
    }
  }

  private static void server(SSLContext context, int port, String[] protocols, String keys) throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(keys + "/server.p12")) {
      own.load(in, PASSWORD);
    }
    KeyManagerFactory identity = KeyManagerFactory.getInstance("PKIX");
    identity.init(own, PASSWORD);
    context.init(identity.getKeyManagers(), null, null);
    SSLServerSocket listener = (SSLServerSocket)
        context.getServerSocketFactory().createServerSocket(port, 10, InetAddress.getByName("127.0.0.1"));
    listener.setEnabledProtocols(protocols);
    while (true) {
      try (SSLSocket socket = (SSLSocket) listener.accept()) {
        Thread.sleep(20);
        long accepted = System.currentTimeMillis();
        socket.startHandshake();
        socket.getInputStream().read(new byte[4096]);
        say(socket.getSession().getCreationTime() < accepted);
        socket.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\nhello\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        continue;  // a probe of the port, or a client that left
      }
    }
  }
}
