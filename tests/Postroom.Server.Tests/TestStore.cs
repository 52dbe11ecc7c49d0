using System.CommandLine;
using System.Text;
using Postroom.Imap;
using Postroom.Store;
using Postroom.Store.Embedded;
using Postroom.Store.Engine;

namespace Postroom.Server.Tests;

/// <summary>A data folder with one account, "maja", on which commands run in this process.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private ServerStore _store;

    private TestStore(DirectoryInfo folder, ServerStore store) => (Folder, _store) = (folder, store);

    /// <summary>Holds the data folder, and whatever a test puts beside it.</summary>
    public DirectoryInfo Folder { get; }

    public static async Task<TestStore> MakeAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("postroom-store-");
        ServerStore store = Open(folder);
        await store.AddAccountAsync("maja", "wandering otter", CancellationToken.None);
        return new TestStore(folder, store);
    }

    /// <summary>Has the account's rows changed while nobody has it open, as another program might have left them.</summary>
    public async Task ChangeRowsAsync(Func<IAccountEngine, Task<IReadOnlyList<RowWrite>>> change)
    {
        AccountId account = _store.FindAccount("maja")!.Id;
        await _store.DisposeAsync();
        await using (EmbeddedStore engine = EmbeddedStore.Open(DataFolder.Open(_store.Path, create: false), new EmbeddedOptions(), TimeProvider.System))
        {
            await using IAccountEngine rows = await engine.OpenAsync(account, CancellationToken.None);
            await rows.CommitAsync(new CommitGroup { Sequence = rows.LastSequence + 1, Durability = Durability.Synced, Rows = await change(rows) });
        }

        _store = Open(Folder);
    }

    public string Path(params string[] names) => System.IO.Path.Combine([Folder.FullName, .. names]);

    /// <summary>Runs a command line; what it said, after its exit code was compared.</summary>
    public async Task<string> RunAsync(int exitCode, params string[] arguments)
    {
        var said = new StringWriter();
        ParseResult parsed = CommandLine.Parse(arguments);
        Assert.Empty(parsed.Errors);
        var context = new AdminContext
        {
            Store = _store,
            Settings = ConfigurationLoader.Load(null, []),
            Out = said,
            Error = said,
            WorkingDirectory = Folder.FullName,
        };
        int code = await CommandLine.FindAdminCommand(parsed)!.RunAsync(context, parsed);
        Assert.True(code == exitCode, $"{string.Join(' ', arguments)} ended with {code}: {said}");
        return said.ToString();
    }

    /// <summary>Runs a command line that must be refused; the sentence.</summary>
    public async Task<string> RefusedAsync(params string[] arguments) =>
        (await Assert.ThrowsAsync<ConfigurationException>(() => RunAsync(2, arguments))).Message;

    public async Task<MailAccount> OpenAsync() => await _store.OpenAsync(_store.FindAccount("maja")!, CancellationToken.None);

    /// <summary>A mailbox's messages in the order of their UIDs: octets as stored, flags, INTERNALDATE.</summary>
    public async Task<List<(string Text, string Flags, DateTimeOffset Date)>> ReadAsync(string name)
    {
        await using MailAccount account = await OpenAsync();
        MailboxInfo info = account.Mailboxes.Find(MailboxName.Parse(name)) ?? throw new InvalidOperationException($"no mailbox {name}");
        await using Mailbox mailbox = (await account.OpenMailboxAsync(info.Id, CancellationToken.None))!;
        var messages = new List<(string Text, string Flags, DateTimeOffset Date)>();
        MailboxSnapshot snapshot = mailbox.Snapshot;
        for (int c = 0; c < snapshot.Chunks.Length; c++)
        {
            ChunkColumns columns = snapshot.Chunks[c].Columns;
            for (int i = 0; i < columns.Count; i++)
            {
                var octets = new System.Buffers.ArrayBufferWriter<byte>();
                await mailbox.ReadBlobAsync(new EmailKey(columns.Emails[i]), 0, (int)columns.Sizes[i], octets, CancellationToken.None);
                string flags = string.Join(' ', snapshot.Flags(c, i).Select(flag => flag.Name).Order(StringComparer.Ordinal));
                messages.Add((Encoding.Latin1.GetString(octets.WrittenSpan), flags, DateTimeOffset.FromUnixTimeSeconds(columns.InternalDates[i])));
            }
        }

        return messages;
    }

    /// <summary>APPENDs a message as a client would have sent it.</summary>
    public async Task AddAsync(string text)
    {
        await using MailAccount account = await OpenAsync();
        await using StagedMessageWriter writer = await _store.Mail.StageAsync(null, CancellationToken.None);
        await writer.WriteAsync(Encoding.Latin1.GetBytes(text), CancellationToken.None);
        await using StagedMessage message = await writer.CompleteAsync(CancellationToken.None);
        MailboxId inbox = account.Mailboxes.Find(MailboxName.Inbox)!.Id;
        Assert.True((await account.CommitAsync(new Commit(new AddMessage(inbox, message, [], null)), CancellationToken.None)).IsDone);
    }

    /// <summary>Writes a file, its folders too, with a time of its own.</summary>
    public string Write(string path, string text, DateTime? utc = null)
    {
        string full = Path(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, Encoding.Latin1.GetBytes(text));
        File.SetLastWriteTimeUtc(full, utc ?? new DateTime(2024, 2, 29, 12, 30, 45, DateTimeKind.Utc));
        return full;
    }

    private static ServerStore Open(DirectoryInfo folder) =>
        ServerStore.Open(System.IO.Path.Combine(folder.FullName, "data"), create: true, ConfigurationLoader.Load(null, []), new ConsoleLog(TextWriter.Null, TimeProvider.System));

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Folder.Delete(recursive: true);
    }
}
