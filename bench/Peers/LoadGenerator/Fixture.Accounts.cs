namespace LoadGenerator;

/// <summary>Thousands of accounts, each with an INBOX of a thousand tiny messages and a mailbox without any.</summary>
internal sealed partial class Fixture
{
    private const int Fillers = 8;
    private const int Appended = 32;

    public void FillAccounts(int accounts) => Once("accounts", () =>
    {
        if (IsThere($"w{accounts - 1}"))
            return;
        Say($"{accounts:N0} accounts of {ManyMessages:N0} messages");
        server.Stop();
        server.MakeAccounts(accounts);
        server.Start("filling");
        int next = -1;
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, Fillers).Select(_ => new Thread(() =>
        {
            try
            {
                for (int i = Interlocked.Increment(ref next); i < accounts && failure is null; i = Interlocked.Increment(ref next))
                    FillAccount($"w{i}");
            }
            catch (Exception e)
            {
                failure = e;
            }
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        if (failure is not null)
            throw new WrongAnswerException(failure.Message);
        server.Restart();
        SyncDisks();
    });

    // Ten million messages appended would take a quarter of an hour; copies of copies are messages as good as others, and ten times as fast.
    private void FillAccount(string account)
    {
        using ImapConnection imap = ImapConnection.Login(server.Port, account);
        int there = imap.Select("INBOX").Exists;
        if (there == 0)
        {
            imap.StartAppend("APPEND INBOX"u8);
            for (; there < Appended; there++)
            {
                imap.AddText(" "u8);
                imap.AddLiteral("Subject: tiny\r\n\r\ntiny\r\n"u8);
            }
            imap.Finish();
        }
        for (; there < ManyMessages; there += Math.Min(there, ManyMessages - there))
            imap.Run($"COPY 1:{Math.Min(there, ManyMessages - there)} INBOX");
        imap.Select("INBOX").Expect(exists: ManyMessages);
        TryCreate(imap, "empty");
        imap.Logout();
    }

    private bool IsThere(string account)
    {
        try
        {
            using ImapConnection imap = ImapConnection.Login(server.Port, account);
            return imap.Select("INBOX").Exists == ManyMessages && imap.Select("empty").Exists == 0;
        }
        catch (WrongAnswerException)
        {
            return false;   // no such account, or not filled to the end
        }
    }
}
