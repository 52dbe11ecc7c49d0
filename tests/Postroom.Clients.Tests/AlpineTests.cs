using Postroom.Peers;

namespace Postroom.Clients.Tests;

/// <summary>Alpine, typed at: the c-client library, as UW's own IMAP authors wrote it.</summary>
public sealed class AlpineTests : ClientTest
{
    [ClientFact]
    public async Task Reads_flags_saves_and_expunges()
    {
        await FillAsync("INBOX", Letter.Plain("Alpha", "the body of alpha\r\n"), Letter.Plain("Beta"), Letter.Rich("Gamma"));
        await FillAsync("Saved");
        string server = $"{{127.0.0.1:{Port}/user={User}/notls/imap}}";
        Home.Write(".pinerc", $"""
            inbox-path={server}INBOX
            folder-collections=Mail {server}[]
            personal-name=Bob
            user-domain=example.net
            feature-list=enable-aggregate-command-set,enable-flag-cmd,quit-without-confirm,auto-move-read-messages,
                no-save-will-advance,expunge-without-confirm,expunge-without-confirm-everywhere,disable-password-file-saving
            last-version-used=6.26
            disable-these-authenticators=
            saved-msg-name-rule=default-folder
            default-saved-msg-folder=Saved

            """);

        await using var alpine = new Terminal(Home, "alpine", "-p", ".pinerc", "-i");
        await alpine.SeeAsync("PASSWORD");
        await alpine.TypeAsync("secret\r");
        await alpine.SeeAsync("Gamma");
        await alpine.TypeAsync("1\r");
        await alpine.TypeAsync("\r");                        // opens Alpha: it is read now
        await alpine.SeeAsync("the body of alpha");
        await alpine.TypeAsync("<");
        await alpine.SeeAsync("MESSAGE INDEX");
        await alpine.TypeAsync("2\r");
        await alpine.SeeAsync("Message 2 of 3");
        await alpine.TypeAsync("*");                         // Beta is important
        await alpine.SeeAsync("or Important ?");
        await alpine.TypeAsync("\r");
        await alpine.TypeAsync("3\r");
        await alpine.SeeAsync("Message 3 of 3");
        await alpine.TypeAsync("s");                         // Gamma goes elsewhere
        await alpine.SeeAsync("SAVE");
        await alpine.TypeAsync("Saved\r");
        await alpine.SeeAsync("Message 3 of 3 DEL");
        await alpine.TypeAsync("x");                         // and out of this one
        await alpine.SeeAsync("of 2");
        await alpine.TypeAsync("q");
        await alpine.ExitAsync();

        MailboxContents inbox = await ReadAsync();
        Assert.Equal(["Alpha", "Beta"], inbox.Subjects);
        Assert.Equal("\\seen", inbox["Alpha"].Flags);
        Assert.Equal("\\flagged", inbox["Beta"].Flags);
        Assert.Equal(["Gamma"], (await ReadAsync("Saved")).Subjects);
    }
}
