# Perl's IO::Socket::SSL as a client: peer.pl PORT KIND KEYS; says "saw full" or "saw resumed" for each of two
# connections.
use strict;
use warnings;
use IO::Socket::SSL;

my ($port, $kind, $keys) = @ARGV;
my $context = IO::Socket::SSL::SSL_Context->new(
    SSL_ca_file            => "$keys/ca.pem",
    SSL_version            => $kind =~ /^tls12/ ? 'TLSv1_2' : 'TLSv1_3',
    SSL_session_cache_size => 4,
    SSL_verify_mode        => SSL_VERIFY_PEER,
) or die $SSL_ERROR;

for (1 .. 2) {
    my $tls = IO::Socket::SSL->new(
        PeerAddr          => '127.0.0.1',
        PeerPort          => $port,
        SSL_hostname      => 'localhost',
        SSL_verifycn_name => 'localhost',
        SSL_reuse_ctx     => $context,
    ) or die $SSL_ERROR;
    print $tls "GET / HTTP/1.0\r\n\r\n";
    my @answer = <$tls>;
    print 'saw ', ($tls->get_session_reused ? 'resumed' : 'full'), "\n";
    close $tls;
}
