//! rustls: peer client|server PORT KIND KEYS. rustls does not say whether a connection was resumed, so only "saw early"
//! is heard from it.
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use rustls::server::ServerSessionMemoryCache;
use rustls::{Certificate, ClientConfig, ClientConnection, PrivateKey, RootCertStore, ServerConfig, ServerConnection};
use rustls::{Stream, SupportedProtocolVersion, Ticketer};

static TLS12: &[&SupportedProtocolVersion] = &[&rustls::version::TLS12];
static TLS13: &[&SupportedProtocolVersion] = &[&rustls::version::TLS13];

fn versions(kind: &str) -> &'static [&'static SupportedProtocolVersion] {
    if kind.starts_with("tls12") { TLS12 } else { TLS13 }
}

fn certificates(path: String) -> Vec<Vec<u8>> {
    rustls_pemfile::certs(&mut BufReader::new(File::open(path).unwrap())).unwrap()
}

fn client(port: u16, kind: &str, keys: &str) {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(&certificates(format!("{keys}/ca.pem")));
    let mut config = ClientConfig::builder()
        .with_safe_default_cipher_suites()
        .with_safe_default_kx_groups()
        .with_protocol_versions(versions(kind))
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.enable_early_data = kind == "tls13-early";
    let config = Arc::new(config);
    for _ in 0..2 {
        connect(port, config.clone());
    }
}

fn connect(port: u16, config: Arc<ClientConfig>) {
    let mut tls = ClientConnection::new(config, "localhost".try_into().unwrap()).unwrap();
    let mut plain = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let request = b"GET / HTTP/1.0\r\n\r\n";
    let early = match tls.early_data() {
        Some(mut data) => data.write_all(request).is_ok(),
        None => false,
    };
    let mut stream = Stream::new(&mut tls, &mut plain);
    if !early {
        stream.write_all(request).unwrap();
    }
    let _ = stream.read_to_end(&mut Vec::new()); // an end without close_notify is an error to rustls
    if early && tls.is_early_data_accepted() {
        println!("saw early");
    }
}

fn server(port: u16, kind: &str, keys: &str) {
    let chain = certificates(format!("{keys}/rsa-chain.pem")).into_iter().map(Certificate).collect();
    let mut pem = BufReader::new(File::open(format!("{keys}/rsa.key")).unwrap());
    let key = PrivateKey(rustls_pemfile::pkcs8_private_keys(&mut pem).unwrap().remove(0));
    let mut config = ServerConfig::builder()
        .with_safe_default_cipher_suites()
        .with_safe_default_kx_groups()
        .with_protocol_versions(versions(kind))
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    if kind == "tls13" || kind == "tls12-ticket" {
        config.ticketer = Ticketer::new().unwrap();
    }
    config.session_storage = ServerSessionMemoryCache::new(64);
    let config = Arc::new(config);
    for plain in TcpListener::bind(("127.0.0.1", port)).unwrap().incoming() {
        answer(plain.unwrap(), config.clone());
    }
}

fn answer(mut plain: TcpStream, config: Arc<ServerConfig>) {
    let mut tls = ServerConnection::new(config).unwrap();
    let mut stream = Stream::new(&mut tls, &mut plain);
    if matches!(stream.read(&mut [0; 4096]), Ok(n) if n > 0) {
        let _ = stream.write_all(b"HTTP/1.0 200 OK\r\n\r\nhello\n");
        tls.send_close_notify();
        let _ = tls.complete_io(&mut plain);
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let run = if args[1] == "client" { client } else { server };
    run(args[2].parse().unwrap(), &args[3], &args[4]);
}
