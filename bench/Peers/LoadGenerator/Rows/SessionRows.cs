namespace LoadGenerator.Rows;

/// <summary>Beginning: sessions, selecting, the server itself.</summary>
internal static class SessionRows
{
    private const int Clients = 4;

    public static IEnumerable<Row> All(Box[] boxes)
    {
        yield return new("login-select-logout", "sessions", static run => run.Parallel(Clients, 1, (client, _) =>
        {
            using ImapConnection imap = ImapConnection.Select(run.Server.Port, $"u{10 + client}", "INBOX", Fixture.InboxMessages);
            return imap.Logout();
        })) { Prepare = static fixture => fixture.FillInboxes() };

        yield return new("noop", "commands", static run =>
        {
            ImapConnection imap = run.Select("u10", "INBOX", Fixture.InboxMessages);
            byte[] noop = "NOOP"u8.ToArray();
            run.Repeat(1, _ => imap.Run(noop));
        }) { Prepare = static fixture => fixture.FillInboxes() };

        foreach (Box box in boxes)
        {
            yield return new($"select-{box.Count}", "commands", run =>
            {
                ImapConnection imap = run.Login(Box.Owner);
                run.Repeat(1, _ =>
                {
                    Answer answer = imap.Select(box.Name).Expect(exists: box.Count);
                    imap.Leave();
                    return answer;
                });
            }) { Prepare = fixture => fixture.Fill(box) };
        }

        yield return new("start-up", "ms", static run =>
        {
            run.Server.Restart();
            run.Tell(run.Server.StartMilliseconds);
        }) { IsCost = true, IsCold = true, SkipsCeiling = true };
    }
}
