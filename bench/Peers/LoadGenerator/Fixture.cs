using System.Diagnostics;
using System.Text;

namespace LoadGenerator;

/// <summary>Makes on a server what rows need, unless it is there from a run before.</summary>
internal sealed partial class Fixture(Server server, string folder)
{
    /// <summary>u0 and up.</summary>
    public const int Accounts = 50;

    public const int InboxMessages = 200;
    public const int BigMessages = 5;
    public const int BigOctets = 10_000_000;
    public const string BigOwner = "u1";
    public const int ManyMessages = 1_000;

    private const int Batch = 500;
    private readonly HashSet<string> _done = [];

    /// <summary>A mailbox of letters.</summary>
    public void Fill(Box box) => Once(box.Name, () =>
    {
        using (ImapConnection imap = ImapConnection.Login(server.Port, Box.Owner))
        {
            if (Holds(imap, box.Name, box.Count))
                return;
        }
        Say($"{box.Count:N0} messages");
        WithoutSyncs(Box.Owner, imap => Add(imap, box));
    });

    private void Add(ImapConnection imap, Box box)
    {
        AddLetters(imap, Box.Owner, box.Name, Math.Min(box.Count, 100_000));
        imap.Select(box.Name);
        // A million distinct messages would be 30 GB in all; copies cost each server what its own COPY costs.
        for (int there = 100_000; there < box.Count; there += 100_000)
            imap.Run($"COPY 1:100000 {imap.Name(box.Name)}");
        imap.Select(box.Name).Expect(exists: box.Count);
        imap.Leave();
    }

    /// <summary>A mailbox for a row that changes it: copies of a <paramref name="box"/>; what a round took away it brings back itself.</summary>
    public void FillCopy(Box box, string mailbox)
    {
        Fill(box);
        Once(mailbox, () =>
        {
            using ImapConnection imap = ImapConnection.Login(server.Port, Box.Owner);
            if (!TryCreate(imap, mailbox))
            {
                if (imap.Select(mailbox).Exists > box.Count / 2)
                    return;
                imap.Leave();
                Empty(imap, mailbox);
            }
            Say($"a copy of {box.Count:N0} messages");
            imap.Select(box.Name);
            for (int from = 1; from <= box.Count; from += Box.Distinct)
                imap.Run($"COPY {from}:{Math.Min(from + Box.Distinct - 1, box.Count)} {imap.Name(mailbox)}");
            imap.Select(mailbox).Expect(exists: box.Count);
        });
    }

    /// <summary>A few messages of 10 MB.</summary>
    public void FillBig() => Once("big", () =>
    {
        using ImapConnection imap = ImapConnection.Login(server.Port, BigOwner);
        if (Holds(imap, "big", BigMessages))
            return;
        for (int i = 1; i <= BigMessages; i++)
            imap.Append(Encoding.ASCII.GetBytes($"APPEND {imap.Name("big")} "), Letters.OfSize(i, BigOctets));
    });

    /// <summary>One message of so many octets.</summary>
    public void FillGiant(int octets) => Once("giant", () =>
    {
        using ImapConnection imap = ImapConnection.Login(server.Port, BigOwner);
        if (!Holds(imap, "giant", 1))
            imap.Append(Encoding.ASCII.GetBytes($"APPEND {imap.Name("giant")} "), Letters.OfSize(1, octets));
    });

    /// <summary>200 letters in every INBOX of the first <paramref name="accounts"/>.</summary>
    public void FillInboxes(int accounts = Accounts) => Once("inboxes", () =>
    {
        string[] owners = [.. Enumerable.Range(0, accounts).Select(static i => $"u{i}").Where(owner => !HasInbox(owner))];
        if (owners.Length == 0)
            return;
        Say($"{owners.Length} inboxes of {InboxMessages} messages");
        WithoutSyncs(() => Array.ForEach(owners, FillInbox));
    });

    private bool HasInbox(string owner)
    {
        using ImapConnection imap = ImapConnection.Login(server.Port, owner);
        return imap.Select("INBOX").Exists == InboxMessages;
    }

    private void FillInbox(string owner)
    {
        using ImapConnection imap = ImapConnection.Login(server.Port, owner);
        if (imap.Select("INBOX").Exists > 0)
        {
            imap.Run("STORE 1:* +FLAGS.SILENT (\\Deleted)");
            imap.Run("EXPUNGE");
        }
        imap.Leave();
        AddLetters(imap, owner, "INBOX", InboxMessages);
    }

    /// <summary>Mailboxes b1, b2, ... in an account, each with one message if they are few.</summary>
    public void MakeMailboxes(string account, int count) => Once($"{count} mailboxes", () =>
    {
        using (ImapConnection imap = ImapConnection.Login(server.Port, account))
        {
            if (imap.Run($"LIST \"\" {imap.Name("b*")}").Others == count)
                return;
        }
        Say($"{count:N0} mailboxes");
        WithoutSyncs(account, imap =>
        {
            for (int i = 1; i <= count; i++)
            {
                if (TryCreate(imap, $"b{i}") && MessagesInEach(count) > 0)
                    imap.Append(Encoding.ASCII.GetBytes($"APPEND {imap.Name($"b{i}")} "), Letters.Of(i));
            }
            imap.Run($"LIST \"\" {imap.Name("b*")}").Expect(others: count);
        });
    });

    /// <summary>How many messages each of so many mailboxes has.</summary>
    public static int MessagesInEach(int count) => count <= 1000 ? 1 : 0;

    /// <summary>Empty mailboxes of those names in each of the first <paramref name="accounts"/>.</summary>
    public void Empty(int accounts, params string[] mailboxes) => RowRun.Together(accounts, i =>
    {
        using ImapConnection imap = ImapConnection.Login(server.Port, $"u{i}");
        foreach (string mailbox in mailboxes)
            Empty(imap, mailbox);
    });

    /// <summary>An empty mailbox of that name, whatever was there before.</summary>
    public static void Empty(ImapConnection imap, string mailbox)
    {
        if (TryCreate(imap, mailbox))
            return;
        imap.Delete(mailbox);
        imap.Run($"CREATE {imap.Name(mailbox)}");
    }

    private static bool TryCreate(ImapConnection imap, string mailbox)
    {
        try
        {
            imap.Run($"CREATE {imap.Name(mailbox)}");
            return true;
        }
        catch (WrongAnswerException)
        {
            return false;   // it was there: what is said next about it tells if that was not so
        }
    }

    // False: it is there now, empty.
    private static bool Holds(ImapConnection imap, string mailbox, int count)
    {
        if (!TryCreate(imap, mailbox))
        {
            if (imap.Select(mailbox).Exists == count)
                return true;
            imap.Leave();
            Empty(imap, mailbox);
        }
        return false;
    }

    private void AddLetters(ImapConnection imap, string account, string mailbox, int count)
    {
        if (imap.Has("MULTIAPPEND"))
            MultiAppend(imap, mailbox, count);
        else if (server.IsMaildir || count > 5_000)
            server.Import(account, mailbox, Maildir(count));
        else
            for (int i = 1; i <= count; i++)
                imap.Append(Encoding.ASCII.GetBytes($"APPEND {imap.Name(mailbox)} {FlagsAndDate(i)} "), Letters.Of(i));
    }

    private static void MultiAppend(ImapConnection imap, string mailbox, int count)
    {
        for (int from = 1; from <= count; from += Batch)
        {
            imap.StartAppend(Encoding.ASCII.GetBytes($"APPEND {imap.Name(mailbox)}"));
            for (int i = from; i < Math.Min(from + Batch, count + 1); i++)
            {
                imap.AddText(Encoding.ASCII.GetBytes($" {FlagsAndDate(i)} "));
                imap.AddLiteral(Letters.Of(i));
            }
            imap.Finish();
        }
    }

    private static string FlagsAndDate(int letter) =>
        $"({Letters.Flags(letter)}) \"{Letters.Date(letter):dd-MMM-yyyy HH:mm:ss} +0000\"";

    // The same letters as files, once for all servers that import, with the line ends of files: Courier would add a CR to each that has one. Their times are the INTERNALDATEs.
    private string Maildir(int count)
    {
        string path = Path.Combine(folder, $"maildir-{count}");
        if (Directory.Exists(path))
            return path;
        string making = path + ".new";
        foreach (string sub in (string[])["cur", "new", "tmp"])
            Directory.CreateDirectory(Path.Combine(making, sub));
        for (int i = 1; i <= count; i++)
        {
            string flags = (Letters.IsFlagged(i) ? "F" : "") + (Letters.IsSeen(i) ? "S" : "");
            string file = Path.Combine(making, "cur", $"{i:00000000}.bench:2,{flags}");
            File.WriteAllBytes(file, Array.FindAll(Letters.Of(i), static octet => octet != '\r'));
            File.SetLastWriteTimeUtc(file, Letters.Date(i).UtcDateTime);
        }
        Directory.Move(making, path);
        return path;
    }

    /// <summary>What was written is on disk: nothing of it is still to be done while a row is measured.</summary>
    public static void SyncDisks()
    {
        using Process sync = Process.Start("sync");
        sync.WaitForExit();
    }

    private void WithoutSyncs(string account, Action<ImapConnection> fill) => WithoutSyncs(() =>
    {
        using ImapConnection imap = ImapConnection.Login(server.Port, account);
        fill(imap);
    });

    private void WithoutSyncs(Action fill)
    {
        if (!server.IsCeiling)      // it has no syncs, and keeps nothing when it ends
        {
            server.Stop();
            server.Start("filling");
        }
        fill();
        if (server.IsCeiling)
            return;
        server.Restart();
        SyncDisks();
    }

    private void Once(string what, Action make)
    {
        if (_done.Add(what))
            make();
    }

    private void Say(string what) => Console.Error.WriteLine($"  {server.Name}: filling {what}");
}
