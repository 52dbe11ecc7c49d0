using System.Globalization;
using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Clients.Tests;

/// <summary>Clients that start `postroom imap` instead of connecting: greeted with PREAUTH, they send no password.</summary>
public sealed class TunnelClientTests : ClientTest
{
    [ClientFact]
    public async Task Mbsync_syncs_both_ways_through_a_tunnel()
    {
        if (Server is not PostroomServer server)
            return; // other servers have other programs for it
        await FillAsync("INBOX", Letter.Plain("one"), Letter.Large("two"));
        await using var gate = new TunnelGate(server, User);
        Home.Write("mbsyncrc", $"""
            IMAPAccount server
            Tunnel "python3 {Script("tunnel.py")} {gate.Port.ToString(CultureInfo.InvariantCulture)}"

            IMAPStore far
            Account server

            MaildirStore near
            Path {Home.Inside}/Mail/
            Inbox {Home.Inside}/Mail/INBOX
            SubFolders Verbatim

            Channel all
            Far :far:
            Near :near:
            Patterns *
            Create Both
            Expunge Both
            SyncState *

            """);
        Directory.CreateDirectory(Home["Mail"]);
        string wire = (await Home.RunAsync("mbsync", "-c", "mbsyncrc", "-Dn", "-a")).MustSucceed().Output;
        Assert.Contains("* PREAUTH ", wire, StringComparison.Ordinal);
        Assert.DoesNotContain("LOGIN", wire.Replace("LOGIN-REFERRALS", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(Home["Mail/INBOX/new"]).Length);

        Home.Write("Mail/INBOX/new/1700000000.fresh.host", "Subject: written here\n\nx\n");
        (await Home.RunAsync("mbsync", "-c", "mbsyncrc", "-V", "-a")).MustSucceed();
        Assert.Equal(["one", "two", "written here"], (await ReadAsync()).Subjects);
        Assert.Equal(2, gate.Count);
    }

    [ClientFact]
    public async Task Mutt_reads_and_files_through_a_tunnel()
    {
        if (Server is not PostroomServer server)
            return; // other servers have other programs for it
        await FillAsync("INBOX", Letter.Plain("Alpha", "the body of alpha\r\n"), Letter.Plain("Beta"));
        await FillAsync("Archive");
        await using var gate = new TunnelGate(server, User);
        Home.Write("muttrc", $"""
            set folder="imap://{User}@nowhere.invalid/" tunnel="python3 {Script("tunnel.py")} {gate.Port.ToString(CultureInfo.InvariantCulture)}"
            set spoolfile="+INBOX" record="" postponed="+Drafts"
            set ssl_starttls=no ssl_force_tls=no confirmappend=no confirmcreate=no delete=yes move=no quit=yes mark_old=no
            set sort=mailbox-order beep=no wait_key=no mail_check=0 timeout=1
            set index_format="<%Z %s>" status_format="[%f %m messages]" pager_format="READING %s"

            """);

        await using var mutt = new Terminal(Home, "mutt", "-n", "-F", "muttrc");
        await mutt.SeeAsync("Beta>");
        await mutt.TypeAsync("\r");
        await mutt.SeeAsync("the body of alpha");
        await mutt.TypeAsync("i");
        await mutt.TypeAsync("/Beta\r");
        await mutt.TypeAsync("s");
        await mutt.SeeAsync("mailbox");
        await mutt.TypeAsync("\u0015=Archive\r");
        await mutt.TypeAsync("$");
        await mutt.SeeAsync("1 kept, 1 deleted");
        await mutt.TypeAsync("q");
        await mutt.ExitAsync();

        Assert.True((await ReadAsync())["Alpha"].Has("\\Seen"));
        Assert.Equal(["Alpha"], (await ReadAsync()).Subjects);
        Assert.Equal(["Beta"], (await ReadAsync("Archive")).Subjects);
    }
}
