using System.Text;
using Postroom.Imap;
using Postroom.Store.Contract;
using Postroom.Store.Embedded.Tests.Faults;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>An account whose mail.db is gone or damaged, through the mail rules: what check says, what --repair leaves, what readers get then.</summary>
public sealed class RebuildTests : IAsyncDisposable
{
    private static readonly AccountId Ali = AccountId.New();

    private readonly TestFolder _folder = new();
    private readonly ManualClock _clock = new();
    private EmbeddedStore? _engine;
    private MailStore? _store;

    [Fact]
    public async Task After_a_rebuild_from_a_base_file_repair_makes_again_what_fetch_needs()
    {
        await OpenAsync();
        Dictionary<uint, string> before = await FillAndCompactAsync();
        await CloseAsync();
        Assert.NotEmpty(Directory.GetFiles(_folder.Path, "*.base", SearchOption.AllDirectories));
        DatabaseCopy.Remove(DatabasePath);
        await OpenAsync();
        Assert.Contains(await CheckAsync(repair: false), static line => line.Contains("some have no Derived row", StringComparison.Ordinal));
        Assert.Contains(await CheckAsync(repair: true), static line => line.StartsWith("Repaired: what FETCH needs", StringComparison.Ordinal));
        Assert.Equal(before, await ReadAsync());
        Assert.Empty(await CheckAsync(repair: false));
    }

    [Theory]
    [InlineData("UPDATE derived SET v = zeroblob(length(v)) WHERE k1 = 2; UPDATE header SET v = zeroblob(length(v)) WHERE k1 = 3", "of Derived is not what was stored")]
    [InlineData("UPDATE mailbox SET v = zeroblob(length(v))", "Mailbox is not what was stored")]
    public async Task Rows_that_the_disk_changed_are_named_and_repair_makes_them_again(string damage, string finding)
    {
        await OpenAsync();
        Dictionary<uint, string> before = [];
        for (int i = 0; i < 5; i++)
        {
            await AddAsync(i);
            before = await ReadAsync();
        }

        await ChangeDatabaseAsync(damage);
        Assert.Contains(await CheckAsync(repair: false), line => line.Contains(finding, StringComparison.Ordinal));
        Assert.Contains(await CheckAsync(repair: true), static line => line.StartsWith("Repaired: ", StringComparison.Ordinal));
        Assert.Equal(before, await ReadAsync());
        Assert.Empty(await CheckAsync(repair: false));
    }

    [Fact]
    public async Task A_mail_db_that_is_made_again_takes_what_clients_were_told_out_of_the_damaged_one()
    {
        await OpenAsync();
        Dictionary<uint, string> before = await FillAndCompactAsync();
        await ChangeDatabaseAsync("UPDATE mailbox SET v = zeroblob(length(v)); UPDATE header SET v = zeroblob(length(v)) WHERE k1 = (SELECT max(k1) FROM header)");
        List<string> repaired = await CheckAsync(repair: true);
        Assert.Contains(repaired, static line => line.StartsWith("Repaired: mail.db was made again", StringComparison.Ordinal));
        Assert.Contains("Repaired: what FETCH needs of 1 messages was made again from their bytes.", repaired);
        Assert.Equal(before, await ReadAsync());
        Assert.Empty(await CheckAsync(repair: false));
    }

    [Fact]
    public async Task An_account_whose_own_row_is_gone_is_not_taken_for_a_new_one()
    {
        await OpenAsync();
        await AddAsync(0);
        await ChangeDatabaseAsync("DELETE FROM account");
        await Assert.ThrowsAsync<InvalidDataException>(async () => await _store!.OpenAsync(Ali, new Principal(Ali), default));
        Assert.Contains(await CheckAsync(repair: false), static line => line.EndsWith("no row of its own.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_message_is_a_finding_and_the_others_are_derived()
    {
        await OpenAsync();
        Dictionary<uint, string> before = await FillAndCompactAsync();
        await DamageAsync("Message 27");
        DerivationResult result = (await _store!.DeriveAsync(Ali, DerivationScope.ClientVisible, default))!;
        Assert.Equal((before.Count - 1, 0, 0), (result.Read, result.Made, result.Replaced));
        Assert.StartsWith("Email 28: ", Assert.Single(result.Findings), StringComparison.Ordinal);
        Assert.Equal(before, await ReadAsync());
    }

    [Fact]
    public async Task A_log_with_damage_in_acknowledged_mail_is_repaired_through_the_store()
    {
        await OpenAsync();
        await AddAsync(0);
        byte[] early = await ReadSharedAsync(DatabasePath + "-wal");
        byte[] earlyDatabase = await ReadSharedAsync(DatabasePath);
        await AddAsync(1);
        await AddAsync(2);
        await CloseAsync();

        // A power loss took what SQLite had not synced, and a sector of the log went bad.
        DatabaseCopy.Remove(DatabasePath);
        await File.WriteAllBytesAsync(DatabasePath, earlyDatabase);
        await File.WriteAllBytesAsync(DatabasePath + "-wal", early);
        await DamageAsync("Message 1");
        await OpenAsync();
        Assert.Contains("message 0", (await ReadAsync())[1], StringComparison.Ordinal); // it reads only until then, but it reads (INVARIANTS 18)
        await using (MailAccount readable = (await _store!.OpenAsync(Ali, new Principal(Ali), default))!)
        {
            CommitResult refused = await readable.CommitAsync(new Commit(new CreateMailbox(MailboxName.Parse("a"))), default);
            Assert.Equal(RefusalReason.Unavailable, refused.Refusal?.Reason);
        }

        Assert.Contains(await CheckAsync(repair: false), static line => line.Contains("damaged", StringComparison.Ordinal));
        Assert.Contains(await CheckAsync(repair: true), static line => line.StartsWith("Repaired: the log goes on", StringComparison.Ordinal));
        Dictionary<uint, string> after = await ReadAsync();
        Assert.Contains("message 0", after[1], StringComparison.Ordinal);
        Assert.Contains("message 2", after[3], StringComparison.Ordinal);
        await AddAsync(3);
        Assert.Contains(await CheckAsync(repair: false), static line => line.Contains("Email 2", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Dispose();
    }

    private string DatabasePath => new Accounts.AccountPaths(_engine!.FolderOf(Ali)).Database;

    private async Task OpenAsync()
    {
        var options = new EmbeddedOptions { PackOctets = 20_000, WriterLanes = 2, ReaderLanes = 2, ReserveOctets = 64 * 1024 };
        _engine = EmbeddedStore.Open(DataFolder.Open(_folder.Path, create: true), options, TimeProvider.System);
        await _engine.Accounts.SaveAsync(new AccountRecord { Id = Ali, Name = "ali" }, default);
        _store = new MailStore(_engine, new StoreOptions(), _clock);
    }

    private async Task CloseAsync()
    {
        await _store!.DisposeAsync();
        await _engine!.DisposeAsync();
    }

    // As another program would: the checksums stay what they were.
    private async Task ChangeDatabaseAsync(string sql)
    {
        await CloseAsync();
        using (var database = new Sqlite.SqliteConnection(DatabasePath, create: false, vfs: null))
        {
            database.Execute(sql);
        }

        await OpenAsync();
    }

    private async Task<Dictionary<uint, string>> FillAndCompactAsync()
    {
        for (int i = 0; i < 30; i++)
        {
            await AddAsync(i);
        }

        await using MailAccount system = (await _store!.OpenAsync(Ali, Principal.System, default))!;
        var expunge = new ExpungeMessages(system.Mailboxes[0].Id, UidSet.Parse("1:25"), OnlyDeleted: false);
        Assert.True((await system.CommitAsync(new Commit(expunge), default)).IsDone);
        _clock.Advance(TimeSpan.FromDays(20));
        Assert.True((await system.SweepAsync(default)).Octets > 0);
        return await ReadAsync();
    }

    private async Task AddAsync(int number)
    {
        await using MailAccount account = (await _store!.OpenAsync(Ali, new Principal(Ali), default))!;
        await using StagedMessageWriter writer = await _store.StageAsync(null, default);
        await writer.WriteAsync(Encoding.ASCII.GetBytes($"Subject: message {number}\r\n\r\nMessage {number}. {new string('x', 3000)}\r\n"), default);
        await using StagedMessage message = await writer.CompleteAsync(default);
        Assert.True((await account.CommitAsync(new Commit(new AddMessage(account.Mailboxes[0].Id, message, [], null)), default)).IsDone);
    }

    /// <summary>By UID: the envelope and the header as they are served.</summary>
    private async Task<Dictionary<uint, string>> ReadAsync()
    {
        await using MailAccount account = (await _store!.OpenAsync(Ali, new Principal(Ali), default))!;
        await using Mailbox inbox = (await account.OpenMailboxAsync(account.Mailboxes[0].Id, default))!;
        var found = new Dictionary<uint, string>();
        foreach (MessageChunk chunk in inbox.Snapshot.Chunks)
        {
            for (int i = 0; i < chunk.Count; i++)
            {
                EmailKey[] email = [new EmailKey(chunk.Columns.Emails[i])];
                using RowSet derived = await inbox.ReadDerivedAsync(email, default);
                using RowSet header = await inbox.ReadHeadersAsync(email, default);
                if (derived.Count + header.Count == 2)
                {
                    found[chunk.Columns.Uids[i]] =
                        Encoding.UTF8.GetString(new DerivedMessage(derived.Value(0).Span).Envelope) + Encoding.UTF8.GetString(new HeaderBlock(header.Value(0).Span).Octets);
                }
            }
        }

        return found;
    }

    private async Task<List<string>> CheckAsync(bool repair)
    {
        var findings = new List<string>();
        await foreach (string finding in _store!.CheckAsync(Ali, repair, default))
        {
            findings.Add(finding);
        }

        return findings;
    }

    // In every file: compaction may have left an older copy.
    private async Task DamageAsync(string marker)
    {
        foreach (string path in Directory.GetFiles(new Accounts.AccountPaths(_engine!.FolderOf(Ali)).Packs))
        {
            byte[] bytes = await ReadSharedAsync(path);
            for (int at; (at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(marker + "."))) >= 0;)
            {
                bytes[at] ^= 1;
                await using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
                file.Position = at;
                file.WriteByte(bytes[at]);
            }
        }
    }

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes);
        return bytes;
    }
}
