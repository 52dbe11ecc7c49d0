using System.Diagnostics;
using System.Globalization;
using Postroom.Imap;
using Postroom.Store;
using Postroom.Store.Embedded;
using Postroom.Store.Engine;

namespace Postroom.Bench;

/// <summary>How long another session's STORE waits while one commit copies, moves or renames a million messages (INVARIANTS 20).</summary>
internal sealed class QuickLarge(string folder)
{
    private const int Distinct = 1_000;
    private const int Million = 1_000_000;
    private const int New = 10_000;

    internal async Task RunAsync()
    {
        Table.Head("A STORE beside one commit of 1,000,000 messages: the longest wait");
        var account = new AccountRecord { Id = AccountId.New(), Name = "u", Credentials = [] };
        EmbeddedStore engine = EmbeddedStore.Open(DataFolder.Open(folder, create: true), new EmbeddedOptions(), TimeProvider.System);
        await engine.Accounts.SaveAsync(account, default);
        await using (var store = new MailStore(engine, new StoreOptions(), TimeProvider.System))
        {
            await using MailAccount mail = (await store.OpenAsync(account.Id, Principal.System, default))!;
            MailboxId inbox = mail.Mailboxes[0].Id, huge = await Letters.CreateAsync(mail, "huge"), copy = await Letters.CreateAsync(mail, "copy");
            await Letters.AddAsync(store, mail, inbox, 0, Distinct, 100);
            for (int i = 0; i < Million / Distinct; i += 10)
            {
                await Letters.DoAsync(mail, [.. Enumerable.Repeat(new CopyMessages(inbox, All, huge), 10)]);
            }

            MailboxId beside = await Letters.CreateAsync(mail, "beside"), moved = await Letters.CreateAsync(mail, "moved");
            await Letters.DoAsync(mail, new CopyMessages(inbox, All, beside));
            await AddBesideAsync(store, mail, beside);
            await BesideAsync("COPY", mail, beside, huge, new CopyMessages(huge, All, copy));
            await BesideAsync("MOVE", mail, beside, copy, new CopyMessages(copy, All, moved, IsMove: true));
            await BesideAsync("EXPUNGE of every second", mail, beside, moved, new ExpungeMessages(moved, EverySecond, OnlyDeleted: false));
            await BesideAsync("EXPUNGE", mail, beside, moved, new ExpungeMessages(moved, OnlyDeleted: false));
            await Letters.DoAsync(mail, new CopyMessages(huge, All, inbox));
            await BesideAsync("RENAME INBOX", mail, beside, inbox, new RenameMailbox(MailboxName.Inbox, MailboxName.Parse("old")));
        }

        await engine.DisposeAsync();
    }

    private static UidSet EverySecond { get; } = UidSet.From(Enumerable.Range(1, Million / 2).Select(static half => new Uid((uint)half * 2)));

    private static UidSet All { get; } = UidSet.Range(new Uid(1), new Uid(uint.MaxValue));

    private static async Task AddBesideAsync(MailStore store, MailAccount mail, MailboxId beside)
    {
        MailboxId added = await Letters.CreateAsync(mail, "added");
        List<StagedMessage> staged = await Letters.StageAsync(store, 0, New);
        await BesideAsync("APPEND", mail, beside, added, New, [.. staged.Select(message => new AddMessage(added, message, [], null))]);
        foreach (StagedMessage message in staged)
        {
            await message.DisposeAsync();
        }
    }

    private static Task BesideAsync(string what, MailAccount mail, MailboxId beside, MailboxId source, Change large) => BesideAsync(what, mail, beside, source, Million, large);

    // One STORE after the other, as a person's client sends them, for as long as the large commit takes. Somebody has its source open.
    private static async Task BesideAsync(string what, MailAccount mail, MailboxId beside, MailboxId source, int messages, params Change[] large)
    {
        await using Mailbox selected = (await mail.OpenMailboxAsync(source, default))!;
        long before = GC.GetTotalAllocatedBytes();
        long start = Stopwatch.GetTimestamp();
        Task commit = Task.Run(() => Letters.DoAsync(mail, large));
        TimeSpan longest = default;
        int stores = 0;
        for (; !commit.IsCompleted; stores++)
        {
            long asked = Stopwatch.GetTimestamp();
            FlagChangeKind kind = stores % 2 == 0 ? FlagChangeKind.Add : FlagChangeKind.Remove;
            await Letters.DoAsync(mail, new ChangeFlags(beside, UidSet.Of(new Uid(7)), kind, [Flag.Flagged]));
            longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, Stopwatch.GetElapsedTime(asked).Ticks));
        }

        await commit;
        string name = string.Create(CultureInfo.InvariantCulture, $"{what} of {messages:N0}");
        Table.Print($"{name}, in all", Stopwatch.GetElapsedTime(start).TotalMilliseconds, "ms");
        Table.Print($"{name}, the longest of {stores:N0} STOREs beside it", longest.TotalMilliseconds, "ms");
        Table.Print($"{name}, allocated a message", (double)(GC.GetTotalAllocatedBytes() - before) / messages, "octets");
    }
}
