using Postroom.Imap;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Server.Tests;

/// <summary>check with --repair and --derive: what it says, what it does, and how it ends.</summary>
public sealed class CheckCommandTests
{
    [Fact]
    public async Task Repair_makes_what_is_missing_and_says_so()
    {
        await using TestStore store = await TestStore.MakeAsync();
        await store.AddAsync("Subject: one\r\n\r\n1\r\n");
        Assert.Equal("All is sound.\n", await CheckAsync(store, 0));
        await store.ChangeRowsAsync(static _ => Task.FromResult<IReadOnlyList<RowWrite>>([new(StoreTable.Header, new RowKey(1), null)]));
        Assert.Contains("maja: INBOX: of the messages from UID 1 to 1 some have no Header row.\n", await CheckAsync(store, 1), StringComparison.Ordinal);
        Assert.Contains("maja: Repaired: what FETCH needs of 1 messages was made again from their bytes.\n", await CheckAsync(store, 1, "--repair"), StringComparison.Ordinal);
        Assert.Equal("All is sound.\n", await CheckAsync(store, 0));
    }

    [Fact]
    public async Task Derive_keeps_what_clients_were_told_unless_it_is_asked_to_change_that()
    {
        await using TestStore store = await TestStore.MakeAsync();
        await store.AddAsync("Subject: one\r\n\r\n1\r\n");
        await store.AddAsync("Subject: two\r\n\r\n2\r\n");
        await store.ChangeRowsAsync(static async rows =>
        {
            using RowSet second = await rows.ReadAsync(StoreTable.Derived, new[] { new RowKey(2) }, CancellationToken.None);
            return [new RowWrite(StoreTable.Derived, new RowKey(1), second.Value(0).ToArray())];
        });
        UidValidity before = await UidValidityAsync(store);
        Assert.Equal(
            "maja: 2 messages read, 0 rows made, 0 replaced.\n"
            + "maja: 1 messages would look different to clients and stay as they are; --derive=client-visible changes them.\nAll is sound.\n",
            await CheckAsync(store, 0, "--derive", "maja")); // the name is not the option's value
        Assert.Equal(before, await UidValidityAsync(store));
        Assert.Equal(
            "maja: 2 messages read, 0 rows made, 1 replaced.\nmaja: 1 mailboxes have a new UIDVALIDITY.\nAll is sound.\n",
            await CheckAsync(store, 0, "maja", "--derive=client-visible"));
        Assert.True(await UidValidityAsync(store) > before);
        Assert.Contains("There is no account 'client-visibel'", await store.RefusedAsync("check", "--derive=client-visibel"), StringComparison.Ordinal);
    }

    private static async Task<string> CheckAsync(TestStore store, int exitCode, params string[] arguments) =>
        string.Concat((await store.RunAsync(exitCode, ["check", .. arguments])).Split(Environment.NewLine)
            .Where(static line => line.Length > 0 && !line.StartsWith("Checking", StringComparison.Ordinal)).Select(static line => line + "\n"));

    private static async Task<UidValidity> UidValidityAsync(TestStore store)
    {
        await using MailAccount account = await store.OpenAsync();
        return account.Mailboxes.Find(MailboxName.Inbox)!.UidValidity;
    }
}
