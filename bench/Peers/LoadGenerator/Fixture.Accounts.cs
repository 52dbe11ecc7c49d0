namespace LoadGenerator;

/// <summary>Ten thousand accounts, each with an INBOX of a thousand tiny messages and a mailbox without any.</summary>
internal sealed partial class Fixture
{
    private const int Fillers = 8;

    public void FillAccounts() => Once("accounts", () =>
    {
        if (IsThere($"w{ManyAccounts - 1}"))
            return;
        Say($"{ManyAccounts:N0} accounts of {ManyMessages:N0} messages");
        bool isBegun = IsThere("w0");
        server.Stop();
        if (!isBegun)
            server.AddAccounts(ManyAccounts);
        server.Start("filling");
        int next = -1;
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, Fillers).Select(_ => new Thread(() =>
        {
            try
            {
                for (int i = Interlocked.Increment(ref next); i < ManyAccounts && failure is null; i = Interlocked.Increment(ref next))
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

    // Ten million APPENDs would take an hour; copies of copies are messages as good as others.
    private void FillAccount(string account)
    {
        using ImapConnection imap = ImapConnection.Login(server.Port, account);
        int there = imap.Run("SELECT INBOX").Exists;
        if (there == 0)
        {
            imap.Append("APPEND INBOX "u8, "Subject: tiny\r\n\r\ntiny\r\n"u8);
            there = 1;
        }
        for (; there < ManyMessages; there += Math.Min(there, ManyMessages - there))
            imap.Run($"COPY 1:{Math.Min(there, ManyMessages - there)} INBOX");
        imap.Run("SELECT INBOX").Expect(exists: ManyMessages);
        TryCreate(imap, "empty");
        imap.Logout();
    }

    private bool IsThere(string account)
    {
        try
        {
            using ImapConnection imap = ImapConnection.Login(server.Port, account);
            return imap.Run("SELECT INBOX").Exists == ManyMessages && imap.Run("SELECT empty").Exists == 0;
        }
        catch (WrongAnswerException)
        {
            return false;   // no such account, or not filled to the end
        }
    }
}
