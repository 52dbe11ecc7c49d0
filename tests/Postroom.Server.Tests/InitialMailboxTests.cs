using Postroom.Imap;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Server.Tests;

/// <summary>Account:Mailboxes: with what a new account begins (RFC 6154).</summary>
public sealed class InitialMailboxTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postroom-initial-");

    [Theory]
    [InlineData("Sent", "Sent", "\\Sent")]
    [InlineData("TRASH", "TRASH", "\\Trash")]
    [InlineData("Gesendet=\\sent", "Gesendet", "\\Sent")]
    [InlineData("Lists/postroom", "Lists/postroom", null)]
    [InlineData("a=b=\\Junk", "a=b", "\\Junk")]
    [InlineData("a=b", "a=b", null)]
    public void A_mailbox_has_the_use_that_is_written_or_that_its_name_is(string text, string name, string? use)
    {
        Assert.True(InitialMailbox.TryParse(text, out InitialMailbox? mailbox));
        Assert.Equal((MailboxName.Parse(name), use), (mailbox.Name, mailbox.Use));
    }

    [Theory]
    [InlineData("Gesendet=\\Gesendet")]
    [InlineData("Everything=\\All")]
    [InlineData("=\\Sent")]
    [InlineData("a//b")]
    public void What_is_none_is_refused(string text) => Assert.False(InitialMailbox.TryParse(text, out _));

    [Fact]
    public async Task A_new_account_begins_with_them()
    {
        PostroomSettings settings = ConfigurationLoader.Load(null, ["Account:Mailboxes=Entwürfe=\\Drafts, Gesendet=\\Sent, Notes"]);
        await using ServerStore store = ServerStore.Open(_folder.FullName, create: true, settings, new ConsoleLog(TextWriter.Null, TimeProvider.System));
        AccountRecord account = await store.AddAccountAsync("ali", "wandering otter", default);
        await using MailAccount mail = await store.OpenAsync(account, default);
        Assert.Equal(
            ["Entwürfe \\Drafts", "Gesendet \\Sent", "INBOX ", "Notes "],
            mail.Mailboxes.Select(static mailbox => $"{mailbox.Name} {string.Join(' ', mailbox.SpecialUse)}").Order(StringComparer.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
