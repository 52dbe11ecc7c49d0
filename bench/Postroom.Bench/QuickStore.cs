using System.Buffers;
using System.Globalization;
using System.Text;
using Postroom.Imap;
using Postroom.Store;
using Postroom.Store.Embedded;
using Postroom.Store.Engine;

namespace Postroom.Bench;

/// <summary>The mail rules over the embedded engine, without a protocol.</summary>
internal sealed class QuickStore(string folder)
{
    private const int Distinct = 20_000;
    private const int Large = 100_000;
    private const int Huge = 1_000_000;

    internal async Task RunAsync()
    {
        Table.Head("MailStore over the embedded engine (messages of 4 KB)");
        var account = new AccountRecord { Id = AccountId.New(), Name = "u", Credentials = [] };
        EmbeddedStore engine = Open();
        await engine.Accounts.SaveAsync(account, default);
        await using (var store = new MailStore(engine, new StoreOptions(), TimeProvider.System))
        {
            await using MailAccount mail = (await store.OpenAsync(account.Id, Principal.System, default))!;
            await AppendsAsync(store, mail);
            MailboxId large = await LargeAsync(mail);
            await ReadsAsync(mail);
            await FlagsAsync(mail, large);
            await SearchesAsync(mail, large);
            await HugeAsync(mail, large);
        }

        await engine.DisposeAsync();
        await ColdAsync(account.Id, "large", Large);
        await ColdAsync(account.Id, "huge", Huge);
    }

    private EmbeddedStore Open() => EmbeddedStore.Open(DataFolder.Open(folder, create: true), new EmbeddedOptions(), TimeProvider.System);

    private static async Task AppendsAsync(MailStore store, MailAccount mail)
    {
        MailboxId inbox = mail.Mailboxes[0].Id;
        await Letters.AddAsync(store, mail, inbox, 0, 200, 1);
        await Table.RateAsync("append, 1 writer", 1_000, "messages/s", () => Letters.AddAsync(store, mail, inbox, 200, 1_000, 1));
        await Table.RateAsync("append, 20 writers, one account", 4_000, "messages/s", () => Task.WhenAll(
            Enumerable.Range(0, 20).Select(writer => Task.Run(() => Letters.AddAsync(store, mail, inbox, 1_200 + (writer * 200), 200, 1)))));
        await Table.RateAsync(
            "append, commits of 100", Distinct - 5_200, "messages/s", () => Letters.AddAsync(store, mail, inbox, 5_200, Distinct - 5_200, 100));
    }

    private static async Task<MailboxId> LargeAsync(MailAccount mail)
    {
        MailboxId inbox = mail.Mailboxes[0].Id, large = await Letters.CreateAsync(mail, "large"), other = await Letters.CreateAsync(mail, "other");
        UidSet all = Uids(1, Distinct), half = Uids(1, 10_000);
        await Table.RateAsync("COPY of 10,000", 10_000, "messages/s", () => Letters.DoAsync(mail, new CopyMessages(inbox, half, other)));
        MailboxId moved = await Letters.CreateAsync(mail, "moved");
        await Table.RateAsync("MOVE of 10,000", 10_000, "messages/s", () => Letters.DoAsync(mail, new CopyMessages(other, half, moved, IsMove: true)));
        await Letters.DoAsync(mail, new ChangeFlags(moved, half, FlagChangeKind.Add, [Flag.Deleted]));
        await Table.RateAsync("EXPUNGE of 10,000", 10_000, "messages/s", () => Letters.DoAsync(mail, new ExpungeMessages(moved)));
        for (int i = 0; i < Large / Distinct; i++)
        {
            await Letters.DoAsync(mail, new CopyMessages(inbox, all, large));
        }

        return large;
    }

    private static async Task ReadsAsync(MailAccount mail)
    {
        await using Mailbox inbox = (await mail.OpenMailboxAsync(mail.Mailboxes[0].Id, default))!;
        EmailKey[] keys = [.. inbox.Snapshot.Chunks.SelectMany(static chunk => chunk.Columns.Emails.ToArray()).Select(static email => new EmailKey(email))];
        await Table.RateAsync("read derived rows, 256 a batch", Distinct, "rows/s", () => BatchesAsync(256, async batch =>
        {
            using RowSet rows = await inbox.ReadDerivedAsync(batch, default);
        }), rounds: 3);
        await Table.RateAsync("read header rows, 64 a batch", Distinct, "rows/s", () => BatchesAsync(64, async batch =>
        {
            using RowSet rows = await inbox.ReadHeadersAsync(batch, default);
        }), rounds: 3);
        await Table.RateAsync("read bodies, verified, 64 a batch", Distinct, "messages/s", () => BatchesAsync(64, async batch =>
        {
            using BlobSet blobs = await inbox.ReadBlobsAsync(batch.ToArray().Select(static email => new BlobPiece(email, 0, 64 << 10)).ToArray(), default);
        }), rounds: 3);
        var buffer = new ArrayBufferWriter<byte>(8192);
        await Table.RateAsync("read bodies, verified, one at a time", Distinct, "messages/s", () => BatchesAsync(1, async batch =>
        {
            buffer.ResetWrittenCount();
            await inbox.ReadBlobAsync(batch.Span[0], 0, 64 << 10, buffer, default);
        }));

        async Task BatchesAsync(int size, Func<ReadOnlyMemory<EmailKey>, Task> read)
        {
            for (int i = 0; i < keys.Length; i += size)
            {
                await read(keys.AsMemory(i, Math.Min(size, keys.Length - i)));
            }
        }
    }

    private static async Task FlagsAsync(MailAccount mail, MailboxId large)
    {
        await Table.RateAsync("STORE, single, one after the other", 2_000, "messages/s", async () =>
        {
            for (uint i = 1; i <= 2_000; i++)
            {
                await Letters.DoAsync(mail, new ChangeFlags(large, UidSet.Of(new Uid(i * 37)), FlagChangeKind.Add, [Flag.Flagged]));
            }
        });
        int round = 0;
        await Table.RateAsync("STORE, range of 100,000", Large, "messages/s", () => Letters.DoAsync(
            mail, new ChangeFlags(large, Uids(1, Large), round++ % 2 == 0 ? FlagChangeKind.Add : FlagChangeKind.Remove, [Flag.Seen])), rounds: 4);
    }

    private static async Task SearchesAsync(MailAccount mail, MailboxId large)
    {
        await using Mailbox inbox = (await mail.OpenMailboxAsync(mail.Mailboxes[0].Id, default))!;
        await using Mailbox many = (await mail.OpenMailboxAsync(large, default))!;
        await SearchAsync("SEARCH FLAGGED", many, Large, new SearchFlag(Flag.Flagged, true), 5);
        await SearchAsync("SEARCH FROM", inbox, Distinct, new SearchText(SearchTextField.From, Octets("writer42")), 3);
        await SearchAsync("SEARCH HEADER Message-ID", inbox, Distinct, new SearchHeader(Octets("Message-ID"), Octets("<777.bench")), 3);
        await SearchAsync("SEARCH TEXT", inbox, Distinct, new SearchText(SearchTextField.Text, Octets("message 4242")), 1);
    }

    private static Task SearchAsync(string what, Mailbox mailbox, int count, SearchKey key, int rounds) =>
        Table.RateAsync(string.Create(CultureInfo.InvariantCulture, $"{what} in {count:N0}"), count, "messages/s", async () =>
        {
            if ((await MailboxSearch.RunAsync(mailbox, new MailboxQuery(key), default)).IsEmpty)
            {
                throw new InvalidOperationException($"{what} found nothing.");
            }
        }, rounds);

    private static async Task HugeAsync(MailAccount mail, MailboxId large)
    {
        MailboxId huge = await Letters.CreateAsync(mail, "huge");
        UidSet all = Uids(1, Large);
        await Table.RateAsync("COPY of 100,000, ten times", Huge, "messages/s", async () =>
        {
            for (int i = 0; i < Huge / Large; i++)
            {
                await Letters.DoAsync(mail, new CopyMessages(large, all, huge));
            }
        });
    }

    private async Task ColdAsync(AccountId id, string name, int count)
    {
        EmbeddedStore engine = Open();
        await using (var store = new MailStore(engine, new StoreOptions(), TimeProvider.System))
        {
            await Table.TimeAsync(string.Create(CultureInfo.InvariantCulture, $"open account and mailbox of {count:N0}, nothing in memory"), async () =>
            {
                await using MailAccount mail = (await store.OpenAsync(id, Principal.System, default))!;
                await using Mailbox mailbox = (await mail.OpenMailboxAsync(mail.Mailboxes.Find(MailboxName.Parse(name))!.Id, default))!;
                if (mailbox.Snapshot.Count != count)
                {
                    throw new InvalidOperationException($"{mailbox.Snapshot.Count} messages.");
                }
            });
        }

        await engine.DisposeAsync();
    }

    private static UidSet Uids(uint first, uint last) => UidSet.Range(new Uid(first), new Uid(last));

    private static OctetString Octets(string text) => new(Encoding.ASCII.GetBytes(text));
}
