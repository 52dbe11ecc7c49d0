using System.Text;

namespace LoadGenerator.Rows;

/// <summary>LIST of all mailboxes of an account, with the STATUS of each (RFC 5819), and STATUS commands sent without waiting for the answers.</summary>
internal static class MailboxRows
{
    public static IEnumerable<Row> All()
    {
        foreach ((string owner, int count) in ((string, int)[])[("u2", 200), ("u3", 5_000)])
        {
            int inEach = Fixture.MessagesInEach(count);
            yield return new($"list-{count}", "mailboxes", run =>
            {
                ImapConnection imap = run.Login(owner);
                byte[] list = Encoding.ASCII.GetBytes($"LIST \"\" {imap.Name("b*")}");
                run.Repeat(count, _ => imap.Run(list).Expect(others: count));
            }) { Prepare = fixture => fixture.MakeMailboxes(owner, count) };

            yield return new($"list-status-{count}", "mailboxes", run =>
            {
                ImapConnection imap = run.Login(owner);
                byte[] list = Encoding.ASCII.GetBytes($"LIST \"\" {imap.Name("b*")} RETURN (STATUS (MESSAGES UNSEEN))");
                run.Repeat(count, _ => imap.Run(list).Expect(others: 2 * count, messages: count * inEach));   // a LIST and a STATUS each
                Check(run, owner, count, inEach);
            }) { Prepare = fixture => fixture.MakeMailboxes(owner, count), Needs = "LIST-STATUS", SkipsCeiling = true };

            yield return new($"status-{count}", "mailboxes", run =>
            {
                ImapConnection imap = run.Login(owner);
                const int Batch = 100;      // so that no server's answers fill the socket while it is still read from
                byte[][] lines = new byte[count / Batch][];
                byte[][] last = new byte[count / Batch][];
                for (int i = 0; i < lines.Length; i++)
                {
                    string[] names = [.. Enumerable.Range(1 + (i * Batch), Batch).Select(n => $"STATUS {imap.Name($"b{n}")} (MESSAGES UNSEEN UIDNEXT)")];
                    lines[i] = Encoding.ASCII.GetBytes(string.Concat(names[..^1].Select(static line => $"S {line}\r\n")));
                    last[i] = Encoding.ASCII.GetBytes(names[^1]);
                }
                run.Repeat(Batch, i => imap.RunPipelined(lines[i % lines.Length], last[i % last.Length]).Expect(others: Batch, messages: Batch * inEach));
                Check(run, owner, count, inEach);
            }) { Prepare = fixture => fixture.MakeMailboxes(owner, count) };
        }
    }

    // What was counted, of some mailboxes read: whoever counts all and says only the sum right is found out.
    private static void Check(RowRun run, string owner, int count, int inEach)
    {
        if (run.Server.IsCeiling)
            return;
        ImapConnection imap = run.Login(owner);
        for (int n = 1; n <= count; n += count / 10)
        {
            string said = imap.Ask($"STATUS {imap.Name($"b{n}")} (MESSAGES UNSEEN UIDNEXT)");
            foreach (string item in (string[])[$"MESSAGES {inEach}", $"UNSEEN {inEach}", $"UIDNEXT {inEach + 1}"])
            {
                if (!said.Contains(item, StringComparison.Ordinal))
                    throw new WrongAnswerException($"{said.TrimEnd()}, but {item} is right");
            }
        }
    }
}
