using System.Net;
using Postroom.Imap.Server;
using Postroom.Net;
using Postroom.Peers;
using Postroom.Security;
using Postroom.Server.Tests.Hostile;

namespace Postroom.Server.Tests;

/// <summary>Each limit that an administrator can set: what is at it is taken, what is one beyond it is refused as docs/limits.md says.</summary>
public sealed class LimitSettingsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postroom-limits-");
    private PostroomHost? _host;

    private IPEndPoint Imap => _host!.Doors[0].EndPoints[0];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Before_login()
    {
        await StartAsync(
            "Limits:BadCommandsBeforeLogin=4", "Limits:CommandLineBeforeLogin=1KiB", "Limits:AuthenticateLine=16KiB", "Limits:LiteralBeforeLogin=1KiB", "Limits:FailedLogins=3",
            "Limits:LoginDelay=0s", "Limits:LoginDelayMost=0s");
        await using (HostileClient bad = await HostileClient.ConnectAsync(Imap))
        {
            for (int i = 0; i < 4; i++)
            {
                Assert.StartsWith("BAD", await bad.DoAsync("FROBNICATE"), StringComparison.Ordinal);
            }

            await bad.ReadByeAsync();
        }

        await using (HostileClient guesser = await HostileClient.ConnectAsync(Imap))
        {
            string line = "t1 LOGIN u0 ";
            Assert.StartsWith("NO [AUTHENTICATIONFAILED]", await guesser.DoAsync("LOGIN u0 " + new string('x', 1024 - line.Length)), StringComparison.Ordinal);
            Assert.StartsWith("NO [AUTHENTICATIONFAILED]", await guesser.DoAsync($"LOGIN u0 {{1024+}}\r\n{new string('x', 1024)}"), StringComparison.Ordinal);
            Assert.StartsWith("NO [TOOBIG]", await guesser.DoAsync("LOGIN u0 {1025}"), StringComparison.Ordinal);
            Assert.StartsWith("NO [AUTHENTICATIONFAILED]", await guesser.DoAsync("LOGIN u0 wrong"), StringComparison.Ordinal);
            await guesser.ReadByeAsync();
        }

        await using (HostileClient ticket = await HostileClient.ConnectAsync(Imap))
        {
            string first = "a AUTHENTICATE PLAIN ";
            await ticket.SendAsync(first.PadRight(16 << 10, 'A') + "\r\n");
            Assert.StartsWith("BAD", await ticket.ReadAnswerAsync("a"), StringComparison.Ordinal);
            await ticket.SendAsync(first.PadRight((16 << 10) + 1, 'A') + "\r\n");
            await ticket.ReadByeAsync();
        }

        await using HostileClient talker = await HostileClient.ConnectAsync(Imap);
        await talker.SendAsync("a LOGIN u0 ".PadRight(1025, 'x') + "\r\n");
        await talker.ReadByeAsync();
    }

    [Fact]
    public async Task Before_login_in_time()
    {
        await StartAsync("Limits:LoginTime=5s", "Limits:TlsHandshake=1s", "Imap:TlsListen=127.0.0.1:0");
        await using HostileClient silent = await HostileClient.OpenAsync(_host!.Doors.Single(static door => door.Key == "Imap:TlsListen").EndPoints[0]);
        await using HostileClient undecided = await HostileClient.OpenAsync(Imap);
        Assert.Equal("(closed)", await silent.ReadLineAsync());
        Assert.Contains("too long", await undecided.ReadByeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_login()
    {
        await StartAsync(
            "Limits:CommandLine=8KiB", "Limits:Literal=4KiB", "Limits:LiteralsOfCommand=8KiB", "Limits:Keywords=10", "Store:MaxMailboxes=8",
            "Imap:MaxConnectionsPerAccount=2", "Imap:MaxMessage=1KiB");
        await using HostileClient client = await HostileClient.LogInAsync(Imap);
        Assert.StartsWith("OK", await client.DoAsync($"APPEND INBOX {{1024+}}\r\n{new string('m', 1024)}"), StringComparison.Ordinal);
        Assert.StartsWith("NO [TOOBIG]", await client.DoAsync("APPEND INBOX {1025}"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);

        string search = "a SEARCH SUBJECT ";
        await client.SendAsync(search.PadRight(8192, 'x') + "\r\n");
        Assert.StartsWith("OK", await client.ReadAnswerAsync("a"), StringComparison.Ordinal);
        await client.SendAsync(search.PadRight(8193, 'x') + "\r\n");
        Assert.StartsWith("BAD [LIMIT]", await client.ReadAnswerAsync("a"), StringComparison.Ordinal);

        string literal = $"SUBJECT {{4096+}}\r\n{new string('x', 4096)}";
        Assert.StartsWith("OK", await client.DoAsync($"SEARCH {literal} {literal}"), StringComparison.Ordinal);
        Assert.StartsWith("NO [LIMIT]", await client.DoAsync($"SEARCH {literal} {literal} SUBJECT {{1}}"), StringComparison.Ordinal);
        Assert.StartsWith("NO [TOOBIG]", await client.DoAsync("SEARCH SUBJECT {4097}"), StringComparison.Ordinal);

        Assert.StartsWith("OK", await client.DoAsync($"STORE 1 FLAGS ({string.Join(' ', Enumerable.Range(0, 10).Select(static n => $"k{n}"))})"), StringComparison.Ordinal);
        Assert.StartsWith("NO [LIMIT]", await client.DoAsync("STORE 1 +FLAGS (one-more)"), StringComparison.Ordinal);

        for (int i = 6; i < 8; i++) // INBOX and five are there
        {
            Assert.StartsWith("OK", await client.DoAsync($"CREATE m{i}"), StringComparison.Ordinal);
        }

        Assert.StartsWith("NO [LIMIT]", await client.DoAsync("CREATE m8"), StringComparison.Ordinal);

        await using HostileClient second = await HostileClient.LogInAsync(Imap);
        await using HostileClient third = await HostileClient.ConnectAsync(Imap);
        Assert.StartsWith("NO [LIMIT]", await third.DoAsync("LOGIN u0 secret"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_all_clients()
    {
        await StartAsync("Imap:MaxConnections=3", "Imap:MaxConnectionsPerAddress=2");
        await using HostileClient first = await HostileClient.ConnectAsync(Imap);
        await using HostileClient second = await HostileClient.ConnectAsync(Imap);
        await using (HostileClient third = await HostileClient.OpenAsync(Imap))
        {
            Assert.Contains("from your address", await third.ReadByeAsync(), StringComparison.Ordinal);
        }

        await using HostileClient elsewhere = await HostileClient.ConnectAsync(Imap, IPAddress.Parse("127.0.0.2"));
        await using HostileClient fourth = await HostileClient.OpenAsync(Imap, IPAddress.Parse("127.0.0.3"));
        Assert.Equal("* BYE [LIMIT] Too many connections", await fourth.ReadByeAsync());
    }

    [Fact]
    public async Task One_application_password_too_many()
    {
        await using TestStore store = await TestStore.MakeAsync();
        for (int i = 0; i < PasswordSet.MaxApps; i++)
        {
            await store.RunAsync(0, "account", "app-password", "add", "maja", $"program {i}");
        }

        Assert.Equal("maja has 50 application passwords: revoke those that nobody uses.", await store.RefusedAsync("account", "app-password", "add", "maja", "one more"));
        await store.RunAsync(0, "account", "app-password", "revoke", "maja", "program 7");
        await store.RunAsync(0, "account", "app-password", "add", "maja", "one more");
    }

    /// <summary>Those whose effect takes long to see from outside reach what they limit; each has its test there.</summary>
    [Fact]
    public void What_is_set_is_what_holds()
    {
        PostroomSettings settings = ConfigurationLoader.Load(null, [
            "Limits:CommandsOfAll=2MiB", "Limits:SearchMemory=17MiB", "Limits:SearchTime=7s", "Limits:WaitingCommands=11", "Limits:SlowReader=12s",
            "Limits:LoginDelay=3s", "Limits:LoginDelayMost=9s",
        ]);
        ImapServerOptions options = LimitSettings.Over(new ImapServerOptions(), settings);
        Assert.Equal(
            (2 << 20, 17 << 20, TimeSpan.FromSeconds(7), 11), (options.MaxCommandOctetsOfAll, options.MaxSearchOctets, options.SearchTimeLimit, options.MaxWaitingCommands));
        Assert.Equal(TimeSpan.FromSeconds(12), LimitSettings.OfConnection(settings).SlowReaderTimeout);
        LoginThrottleOptions throttle = LimitSettings.Throttle(settings);
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(9)), (throttle.FirstDelay, throttle.LongestDelay));
    }

    /// <summary>Without a setting holds what the libraries say, which docs/limits.md tells.</summary>
    [Fact]
    public void The_defaults_are_the_libraries()
    {
        PostroomSettings settings = ConfigurationLoader.Load(null, []);
        var options = new ImapServerOptions();
        Assert.Equal(options, LimitSettings.Over(options, settings));
        Assert.Equal(new LoginThrottleOptions(), LimitSettings.Throttle(settings));
        Assert.Equal(new ConnectionOptions(), LimitSettings.OfConnection(settings));
        Assert.Equal(new Store.StoreOptions().MaxKeywords, settings.Get(LimitSettings.Keywords));
    }

    private async Task StartAsync(params string[] settings)
    {
        _host = await PostroomHost.StartAsync(
            Path.Combine(_folder.FullName, "data"),
            ConfigurationLoader.Load(null, ["Imap:Listen=127.0.0.1:0", "Imap:TlsListen=", TestPasswords.Setting, .. settings]),
            new ConsoleLog(TextWriter.Null, TimeProvider.System),
            isDemo: false);
        await _host.Store.AddAccountAsync("u0", "secret", CancellationToken.None);
    }
}
