using System.Net;
using System.Net.Sockets;
using Postroom.Net;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>Which thread runs a command: on Linux the one that noticed its octets, unless it may wait for something (docs/net.md).</summary>
public class PollerTests
{
    [Fact]
    public async Task Only_quick_commands_run_where_other_clients_octets_wait()
    {
        await using ImapServerFixture fixture = await ImapServerFixture.StartInMemoryAsync();
        var server = new ImapServer(new ImapServerOptions(), fixture.Store, fixture.Server.Authenticator, [.. ImapExtensions.All, new WhereExtension()]);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndPoint!);
        Task session = server.HandleAsync(Connection.OverSocket(await listener.AcceptAsync()), default);
        using var reader = new StreamReader(client.GetStream());
        await reader.ReadLineAsync();

        var quick = new HashSet<string?>(); // octets that are there already when they are looked for are noticed by nobody
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal("a OK pool", await AskAsync("a XWAITS"));
            quick.Add(await AskAsync("b XQUICK"));
        }

        Assert.Contains(OperatingSystem.IsLinux() ? "b OK poller" : "b OK pool", quick);
        client.Close();
        await session;

        async Task<string?> AskAsync(string command)
        {
            await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(command + "\r\n"));
            return await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    /// <summary>Little, from memory or with a read or two: what phones ask for again and again.</summary>
    [Theory]
    [InlineData(" 7 FLAGS", true)]
    [InlineData(" 1:64 (UID FLAGS INTERNALDATE RFC822.SIZE)", true)]
    [InlineData(" 1:65 FLAGS", false)]
    [InlineData(" 7:* FLAGS", false)]
    [InlineData(" 1:64 (FLAGS FLAGS FLAGS FLAGS FLAGS FLAGS FLAGS FLAGS)", true)]
    [InlineData(" 7 (FLAGS FLAGS FLAGS FLAGS FLAGS FLAGS FLAGS FLAGS FLAGS)", false)] // 600 fit into one packet
    [InlineData(" 7 (FLAGS ENVELOPE)", true)]
    [InlineData(" 7 BODY.PEEK[]", true)]
    [InlineData(" 7 BODY[]", true)] // one commit besides
    [InlineData(" 1:8 (FLAGS ENVELOPE BODY.PEEK[1]<0.1000>)", true)]
    [InlineData(" 1:9 ENVELOPE", false)]
    [InlineData(" 1:9 BODY.PEEK[]", false)]
    public async Task A_fetch_is_quick_if_it_is_small(string arguments, bool isQuick)
    {
        Assert.Equal(isQuick, (await TraitsOfAsync(new FetchCommand(), arguments) & CommandTraits.Quick) != 0);
    }

    /// <summary>A mailbox that is in memory is selected in microseconds; resynchronizing one may be long work.</summary>
    [Theory]
    [InlineData(" INBOX", true)]
    [InlineData(" INBOX (CONDSTORE)", false)]
    public async Task A_select_is_quick_if_it_asks_for_nothing_more(string arguments, bool isQuick)
    {
        Assert.Equal(isQuick, (await TraitsOfAsync(new SelectCommand(isExamine: false), arguments) & CommandTraits.Quick) != 0);
    }

    /// <summary>One commit and one sync, as a STORE's is; what is much is written elsewhere.</summary>
    [Theory]
    [InlineData(1, 4_096, true)]
    [InlineData(1, 1 << 20, true)]
    [InlineData(1, (1 << 20) + 1, false)]
    [InlineData(2, (1 << 19) + 1, false)]
    [InlineData(64, 1, true)]
    [InlineData(65, 1, false)]
    public async Task An_append_is_quick_if_it_brings_little(int messages, int octets, bool isQuick)
    {
        string each = $" {{{octets}}}\r\n{new string('x', octets)}";
        string arguments = " INBOX" + string.Concat(Enumerable.Repeat(each, messages));
        Assert.Equal(isQuick, (await TraitsOfAsync(new AppendCommand(), arguments) & CommandTraits.Quick) != 0);
    }

    private static async Task<CommandTraits> TraitsOfAsync(ImapCommand command, string arguments)
    {
        await using ImapServerFixture fixture = await ImapServerFixture.StartInMemoryAsync();
        await using Connection connection = Connection.OverStream(Stream.Null);
        return Read(new ImapSession(fixture.Server, connection));

        CommandTraits Read(ImapSession session)
        {
            var reader = new ImapReader(System.Text.Encoding.ASCII.GetBytes(arguments), session.Protocol.Syntax, session.Dialect);
            command.ReadArguments(ref reader, new(session, "a"u8.ToArray(), false, []), out CommandTraits traits);
            return traits;
        }
    }

    private sealed class WhereExtension : IImapExtension
    {
        public string Name => "XWHERE";

        public void Register(ImapRegistry imap)
        {
            imap.Command("XWAITS", new WhereCommand(CommandTraits.AnyState));
            imap.Command("XQUICK", new WhereCommand(CommandTraits.AnyState | CommandTraits.Quick));
        }
    }

    private sealed class WhereCommand(CommandTraits traits) : GrammarCommand<NoArguments>
    {
        public override CommandTraits Traits => traits;

        public override ValueTask<CommandResult> RunAsync(NoArguments none, ImapSession session, CancellationToken cancellationToken) =>
            new(CommandResult.Ok(Thread.CurrentThread.IsThreadPoolThread ? "pool" : "poller"));
    }
}
