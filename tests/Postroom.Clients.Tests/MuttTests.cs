using Postroom.Peers;

namespace Postroom.Clients.Tests;

/// <summary>mutt, typed at: what a person does who lives in it.</summary>
public sealed class MuttTests : ClientTest
{
    [ClientFact]
    public async Task Reads_flags_moves_writes_and_deletes()
    {
        await FillAsync("INBOX", Letter.Plain("Alpha", "the body of alpha\r\n"), Letter.Rich("Beta"), Letter.Plain("Gamma"), Letter.Plain("Delta"));
        await FillAsync("Archive", Letter.Plain("Old one"));
        Home.Write("muttrc", $"""
            set folder="imap://{User}@127.0.0.1:{Port}/"
            set spoolfile="+INBOX" record="" postponed="+Drafts" imap_pass=secret
            set ssl_starttls=no ssl_force_tls=no confirmappend=no confirmcreate=no delete=yes move=no quit=yes mark_old=no
            set sort=mailbox-order beep=no wait_key=no recall=no edit_headers=no use_domain=no from="me@example.org"
            set editor="/usr/bin/tee -a" abort_unmodified=no abort_nosubject=no signature="" mail_check=0 timeout=1
            set index_format="<%Z %s>" status_format="[%f %m messages]" pager_format="READING %s"

            """);

        await using var mutt = new Terminal(Home, "mutt", "-n", "-F", "muttrc");
        await mutt.SeeAsync("Delta>");
        await mutt.TypeAsync("\r");                          // opens Alpha: it is read now
        await mutt.SeeAsync("the body of alpha");
        await mutt.TypeAsync("i");
        await mutt.TypeAsync("j");
        await mutt.TypeAsync("F");                           // flags Beta
        await mutt.TypeAsync("/Gamma\r");
        await mutt.TypeAsync("s");
        await mutt.SeeAsync("mailbox");
        await mutt.TypeAsync("\u0015=Archive\r");            // saves Gamma elsewhere
        await mutt.TypeAsync("/Delta\r");
        await mutt.TypeAsync("C");
        await mutt.SeeAsync("mailbox");
        await mutt.TypeAsync("\u0015=Copies\r");             // copies Delta into a new mailbox
        await mutt.TypeAsync("d");
        await mutt.TypeAsync("$");                           // writes it all to the server
        await mutt.SeeAsync("2 kept, 2 deleted");
        await mutt.TypeAsync("c");
        await mutt.SeeAsync("mailbox");
        await mutt.TypeAsync("\u0015=Archive\r");
        await mutt.SeeAsync("Gamma>");
        await mutt.TypeAsync("q");
        await mutt.ExitAsync();

        MailboxContents inbox = await ReadAsync();
        Assert.Equal(["Alpha", "Beta"], inbox.Subjects);
        Assert.True(inbox["Alpha"].Has("\\Seen"));
        Assert.True(inbox["Beta"].Has("\\Flagged"));
        Assert.Equal(["Old one", "Gamma"], (await ReadAsync("Archive")).Subjects);
        Assert.Equal(["Delta"], (await ReadAsync("Copies")).Subjects);
    }
}
