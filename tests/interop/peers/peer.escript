%% Erlang's ssl: peer.escript client|server PORT KIND KEYS. As a client it does not say reliably what it saw; as a
%% server it says "saw full" or "saw resumed".
main([Mode, Port, Kind, Keys]) ->
    {ok, _} = application:ensure_all_started(ssl),
    run(Mode, list_to_integer(Port), Kind, Keys).

version("tls12" ++ _) -> 'tlsv1.2';
version(_) -> 'tlsv1.3'.

run("client", Port, Kind, Keys) ->
    connect(Port, Keys, version(Kind), save),
    connect(Port, Keys, version(Kind), true);
run("server", Port, Kind, Keys) ->
    Options = [{versions, [version(Kind)]}, {certfile, Keys ++ "/rsa-chain.pem"}, {keyfile, Keys ++ "/rsa.key"},
               {ip, {127, 0, 0, 1}}, {reuseaddr, true}, {active, false} | server_sessions(Kind)],
    {ok, Listener} = ssl:listen(Port, Options),
    accept(Listener).

server_sessions("tls13-stateful") -> [{session_tickets, stateful}];
server_sessions("tls13") -> [{session_tickets, stateless}];
server_sessions(_) -> [{reuse_sessions, true}].

client_sessions('tlsv1.3', _) -> [{session_tickets, auto}];
client_sessions('tlsv1.2', Reuse) -> [{reuse_sessions, Reuse}].

connect(Port, Keys, Version, Reuse) ->
    Options = [{verify, verify_peer}, {cacertfile, Keys ++ "/ca.pem"}, {server_name_indication, "localhost"},
               {versions, [Version]}, {active, false} | client_sessions(Version, Reuse)],
    {ok, Socket} = ssl:connect("localhost", Port, Options, 5000),
    ok = ssl:send(Socket, "GET / HTTP/1.0\r\n\r\n"),
    {ok, _} = ssl:recv(Socket, 0, 5000),
    timer:sleep(200),  % its ticket store is another process
    ssl:close(Socket),
    timer:sleep(200).

accept(Listener) ->
    {ok, Plain} = ssl:transport_accept(Listener),
    case ssl:handshake(Plain, 5000) of
        {ok, Socket} ->
            {ok, [{session_resumption, Resumed}]} = ssl:connection_information(Socket, [session_resumption]),
            io:format("saw ~s~n", [case Resumed of true -> "resumed"; false -> "full" end]),
            ssl:recv(Socket, 0, 5000),
            ssl:send(Socket, "HTTP/1.0 200 OK\r\n\r\nhello\n"),
            ssl:close(Socket);
        {error, _} -> probed
    end,
    accept(Listener).
