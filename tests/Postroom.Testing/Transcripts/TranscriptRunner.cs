namespace Postroom.Testing.Transcripts;

/// <summary>Plays a script against a server, one step after the other.</summary>
internal sealed class TranscriptRunner(ITranscriptServer server, TranscriptScript script, TimeSpan patience, CancellationToken cancellationToken)
{
    private readonly Dictionary<int, TranscriptConnection> _connections = [];
    private readonly Conversation _conversation = new();
    private readonly Bindings _bindings = new();
    private TranscriptAccount _account = new("", "");
    private int _line = 1;

    public async Task RunAsync()
    {
        try
        {
            _account = await server.Fixture.ApplyAsync(script.Givens, cancellationToken);
            _bindings.Bind("user", _account.Name);
            _bindings.Bind("password", _account.Password);
            _bindings.Bind("plain", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"\0{_account.Name}\0{_account.Password}")));
            foreach (Step step in script.Steps)
            {
                _line = step.Line;
                await FlushOthersAsync(step.Connection);
                await RunAsync(step);
            }

            foreach ((int number, TranscriptConnection connection) in _connections)
                await SettleAsync(number, connection);
        }
        finally
        {
            foreach (TranscriptConnection connection in _connections.Values)
                await connection.DisposeAsync();
        }
    }

    // What one connection sends without waiting is on its way before another one acts, or the clock goes on.
    private async Task FlushOthersAsync(int connection)
    {
        foreach ((int number, TranscriptConnection other) in _connections)
        {
            if (number != connection)
                await other.FlushAsync(cancellationToken);
        }
    }

    private async Task RunAsync(Step step)
    {
        switch (step)
        {
            case SendStep send:
                TranscriptConnection sender = await ConnectionAsync(send.Connection);
                string wire = send.IsTemplate ? CapturePattern.Fill(send.Text, send.Line, _bindings) : send.Text;
                if (send.Tag is { } tag)
                {
                    sender.Rules.Sent(tag, wire);
                    if (send.MustSucceed)
                        sender.MustSucceed.Add(tag);
                }

                sender.Send(wire);
                break;
            case AwaitContinuationStep plus:
                var leave = new Expectation(plus.Line, "+ (the server's leave to send the literal)", ExpectationKind.Must, ReplyParser.ParseExpected("+ "));
                await ExpectAsync(new ExpectStep(plus.Line, plus.Connection, [leave], AllowsOthers: false));
                break;
            case ExpectStep expect:
                await ExpectAsync(expect);
                break;
            case StartTlsStep tls:
                await WithinPatienceAsync(async token => { await (await ConnectionAsync(tls.Connection)).StartTlsAsync(token); return true; });
                break;
            case HangUpStep hangUp:
                TranscriptConnection gone = await ConnectionAsync(hangUp.Connection);
                await gone.FlushAsync(cancellationToken);
                _connections.Remove(hangUp.Connection);
                await gone.DisposeAsync();
                break;
            case ClockStep clock:
                _conversation.Note(0, $"the clock goes on by {clock.By}");
                await server.Fixture.AdvanceClockAsync(clock.By, cancellationToken);
                break;
        }
    }

    private async Task ExpectAsync(ExpectStep step)
    {
        TranscriptConnection connection = await ConnectionAsync(step.Connection);
        var group = new ReplyGroup(step, connection.Allowed, _bindings);
        while (!group.IsComplete)
        {
            Reply? reply = await ReadAsync(connection, group);
            if (reply is null)
            {
                if (!group.ExpectsClose)
                    throw Failure(step.Line, "the connection ended" + Missing(group));
                break;
            }

            if (reply.Kind == ReplyKind.Tagged && connection.MustSucceed.Remove(reply.Tag))
            {
                RequireOk(reply);
                group.Forget();
                continue;
            }

            if (group.Add(reply) is { } wrong && (connection.MustSucceed.Count == 0 || reply.Kind == ReplyKind.Tagged))
                throw Failure(step.Line, $"{wrong}: {WireText.ForPrint(reply.Wire)}{Expected(step)}");
            if (reply.Kind == ReplyKind.Tagged && group.EndsMissing == 0)
                break;
        }

        if (group.Finish() is { } fault)
            throw Failure(step.Line, fault);
        connection.Allowed = step.Expectations.Any(e => e.Ends) ? [] : group.StillAllowed;
    }

    private static string Expected(ExpectStep step) =>
        "; expected: " + string.Join("; ", step.Expectations.Where(e => e.Kind is not (ExpectationKind.MustNot or ExpectationKind.May)).Select(e => $"line {e.Line}: {e.Text}"));

    private static string Missing(ReplyGroup group) => group.Finish() is { } fault ? "; " + fault : "";

    // At the end every command has had its answer.
    private async Task SettleAsync(int number, TranscriptConnection connection)
    {
        await connection.FlushAsync(cancellationToken);
        while (connection.MustSucceed.Count > 0)
        {
            Reply reply = await ReadAsync(connection, null)
                ?? throw Failure(_line, $"connection {number} ended before its answer to {string.Join(", ", connection.MustSucceed)}");
            if (reply.Kind == ReplyKind.Tagged && connection.MustSucceed.Remove(reply.Tag))
                RequireOk(reply);
        }
    }

    private void RequireOk(Reply reply)
    {
        if (reply.Keyword != "OK")
            throw Failure(_line, $"a command with no answer written must succeed: {WireText.ForPrint(reply.Wire)}");
    }

    private async ValueTask<TranscriptConnection> ConnectionAsync(int number)
    {
        if (_connections.TryGetValue(number, out TranscriptConnection? open))
            return open;
        GivenConnection? given = script.Givens.OfType<GivenConnection>().LastOrDefault(g => g.Connection == number)
            ?? script.Givens.OfType<GivenConnection>().LastOrDefault(g => g.Connection == 0);
        TranscriptDoor door = given switch
        {
            { PreAuthenticated: true } => TranscriptDoor.PreAuthenticated,
            { Tls: true } => TranscriptDoor.Tls,
            _ => TranscriptDoor.Plain,
        };
        var connection = new TranscriptConnection(number, await server.ConnectAsync(door, cancellationToken), _conversation);
        _connections.Add(number, connection);
        if (script.GreetedConnections.Contains(number))
            return connection;
        await HandshakeAsync(number, connection, given);
        return connection;
    }

    private async Task HandshakeAsync(int number, TranscriptConnection connection, GivenConnection? given)
    {
        Reply greeting = await ReadAsync(connection, null) ?? throw Failure(_line, $"connection {number} was closed without a greeting");
        if (greeting.Keyword is not ("OK" or "PREAUTH"))
            throw Failure(_line, $"connection {number} was not let in: {greeting.Wire}");
        if (given is { LogIn: false } || greeting.Keyword == "PREAUTH")
            return;
        TranscriptAccount account = given?.Account is { } name ? Account(name) : _account;
        const string Tag = "login";
        string line = $"{Tag} LOGIN {FixtureClient.Quote(account.Name)} {FixtureClient.Quote(account.Password)}\r\n";
        connection.Rules.Sent(Tag, line);
        connection.Send(line);
        while (true)
        {
            Reply reply = await ReadAsync(connection, null) ?? throw Failure(_line, $"connection {number} was closed while logging in");
            if (reply.Kind != ReplyKind.Tagged)
                continue;
            RequireOk(reply);
            return;
        }
    }

    private TranscriptAccount Account(string name) =>
        script.Givens.OfType<GivenAccount>().Where(a => a.Name == name).Select(a => new TranscriptAccount(a.Name, a.Password)).FirstOrDefault()
        ?? throw new TranscriptScriptException(_line, $"no account {name} is given");

    private async ValueTask<Reply?> ReadAsync(TranscriptConnection connection, ReplyGroup? group)
    {
        try
        {
            Reply? reply = await WithinPatienceAsync(async token =>
            {
                await connection.FlushAsync(token);
                return await connection.ReadAsync(token);
            }, group);
            if (reply is not null && connection.Rules.Check(reply) is { } against)
                throw Failure(_line, $"against the protocol: {against}: {WireText.ForPrint(reply.Wire)}");
            return reply;
        }
        catch (ReplyFormException malformed)
        {
            throw Failure(_line, "a malformed reply: " + WireText.ForPrint(malformed.Message));
        }
    }

    private async ValueTask<T> WithinPatienceAsync<T>(Func<CancellationToken, ValueTask<T>> act, ReplyGroup? group = null)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(patience);
        try
        {
            return await act(limited.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure(_line, $"nothing came within {patience.TotalSeconds:0.#} seconds" + (group is null ? "" : Missing(group)));
        }
    }

    private TranscriptException Failure(int line, string what)
    {
        string[] lines = script.Text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        var message = new System.Text.StringBuilder();
        message.Append("Line ").Append(line).Append(" of the script: ").Append(what).Append(".\nThe script:\n");
        for (int i = Math.Max(1, line - 5); i <= Math.Min(lines.Length, line + 5); i++)
            message.Append(i == line ? "--> " : "    ").Append(lines[i - 1]).Append('\n');
        message.Append("The conversation:\n").Append(_conversation);
        message.Append("Names: ").Append(_bindings);
        return new TranscriptException(message.ToString(), line);
    }
}
