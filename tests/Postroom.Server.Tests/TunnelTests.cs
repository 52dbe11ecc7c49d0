using System.Diagnostics;
using System.Globalization;
using System.Text;
using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Server.Tests;

/// <summary>`postroom imap`: IMAP on standard input and output, as mutt's and mbsync's tunnels start it (PREAUTH, RFC 3501 §7.1.4).</summary>
public sealed class TunnelTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task It_is_a_session_of_the_running_server()
    {
        await using var tunnel = new Tunnel(server.Data, "u0");
        Assert.StartsWith("* PREAUTH [CAPABILITY IMAP4rev1 ", await tunnel.ReadAsync(), StringComparison.Ordinal);
        await server.WhenLoggedAsync("u0 logged in by PREAUTH from this machine");
        await tunnel.SayAsync("a LOGIN u0 secret", "a BAD");
        await tunnel.SayAsync("b SELECT INBOX", "b OK");
        await tunnel.SayAsync("c IDLE", "+ ");

        await using (RawImap imap = await RawImap.LoginAsync(server.Imap, "u0", "secret"))
            await imap.AppendAsync("INBOX", "Subject: news\r\n\r\n"u8.ToArray());
        Assert.Equal("* 1 EXISTS", await tunnel.ReadAsync());
        await tunnel.SayAsync("DONE", "c OK");

        // Large answers, and literals in both directions.
        string letter = "Subject: large\r\n\r\n" + string.Concat(Enumerable.Repeat("0123456789abcdef\r\n", 40_000));
        await tunnel.SayAsync($"d APPEND INBOX {{{letter.Length}}}", "+ ");
        await tunnel.SayAsync(letter, "d OK");
        await tunnel.SayAsync("e FETCH 2 BODY.PEEK[]", "e OK");
        Assert.Contains(letter, tunnel.Heard, StringComparison.Ordinal);

        (await server.RunAsync(null, "account", "disable", "u0")).MustSucceed();
        try
        {
            Assert.StartsWith("* BYE [CONTACTADMIN]", await tunnel.ReadAsync(), StringComparison.Ordinal);
            Assert.Equal(0, await tunnel.ExitAsync());
            Assert.Equal("The account 'u0' is disabled.\n", Refused(await ImapAsync("", server.Data, "u0")));
        }
        finally
        {
            (await server.RunAsync(null, "account", "enable", "u0")).MustSucceed();
        }
    }

    [Fact]
    public async Task Whoever_is_not_there_is_a_sentence()
    {
        Assert.Equal("There is no account 'nobody'; `postroom account list` shows those there are.\n", Refused(await ImapAsync("", server.Data, "nobody")));
        string other = Path.Combine(server.Folder.FullName, "other");
        (await RunningServer.ProgramAsync("secret\n", "account", "add", "u0", "--data", other)).MustSucceed();
        Assert.Equal("There is no account 'nobody'; `postroom account list` shows those there are.\n", Refused(await ImapAsync("", other, "nobody")));
        Assert.Contains("There is no data folder", Refused(await ImapAsync("", Path.Combine(server.Folder.FullName, "absent"), "u0")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_server_it_opens_the_folder_itself_and_others_come_by_way_of_it()
    {
        string data = Path.Combine(server.Folder.FullName, "alone");
        (await RunningServer.ProgramAsync("secret\n", "account", "add", "u0", "--data", data)).MustSucceed();
        ToolResult whole = (await ImapAsync("a SELECT INBOX\r\nb LOGOUT\r\n", data, "u0")).MustSucceed();
        Assert.Matches(@"\A\* PREAUTH [^\n]*\n(?s:.*)a OK \[READ-WRITE\][^\n]*\n\* BYE [^\n]*\nb OK [^\n]*\n\z", whole.Output);
        Assert.Empty(whole.Error);
        Assert.Matches(@"\A\* PREAUTH [^\n]*\n\z", (await ImapAsync("", data, "u0")).MustSucceed().Output); // the client is gone at once

        await using var first = new Tunnel(data, "u0");
        Assert.StartsWith("* PREAUTH ", await first.ReadAsync(), StringComparison.Ordinal);
        await first.SayAsync("a SELECT INBOX", "a OK");
        await first.SayAsync("b IDLE", "+ ");
        ToolResult second = (await ImapAsync("a APPEND INBOX {18+}\r\nSubject: x\r\n\r\nbody\r\nb LOGOUT\r\n", data, "u0")).MustSucceed();
        Assert.Contains("a OK [APPENDUID", second.Output, StringComparison.Ordinal);
        Assert.Equal("* 1 EXISTS", await first.ReadAsync());
        Assert.Contains("u0", (await RunningServer.ProgramAsync(null, "account", "list", "--data", data)).MustSucceed().Output, StringComparison.Ordinal);

        if (OperatingSystem.IsWindows())
            return; // has no such signal
        await first.TerminateAsync();
        await first.ReadToAsync("* BYE "); // RECENT may be before it
        Assert.Equal(0, await first.ExitAsync());
    }

    /// <summary>A read that is given up must not swallow what comes later.</summary>
    [Fact]
    public async Task A_read_of_standard_input_that_was_given_up_loses_nothing()
    {
        var pipe = new System.IO.Pipelines.Pipe();
        await using var input = new StandardInput(pipe.Reader.AsStream());
        byte[] buffer = new byte[3];
        using (var cancellation = new CancellationTokenSource())
        {
            Task<int> first = input.ReadAsync(buffer, cancellation.Token).AsTask();
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        }

        await pipe.Writer.WriteAsync("hello"u8.ToArray());
        Assert.Equal(0, await input.ReadAsync(Memory<byte>.Empty));
        Assert.Equal(3, await input.ReadAsync(buffer));
        Assert.Equal("hel"u8.ToArray(), buffer);
        Assert.Equal(2, await input.ReadAsync(buffer));
        ValueTask<int> last = input.ReadAsync(buffer);
        await input.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => last.AsTask());
    }

    private static Task<ToolResult> ImapAsync(string input, string data, string account) =>
        ToolProcess.RunAsync(PostroomServer.Runner, [PostroomServer.Program, "imap", "--account", account, "--data", data], input);

    private static string Refused(ToolResult result)
    {
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        return result.Error;
    }

    /// <summary>The program with its streams held by the test.</summary>
    private sealed class Tunnel : IAsyncDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
        private readonly Process _process;
        private readonly StreamReader _output;
        private readonly StringBuilder _heard = new();

        public Tunnel(string data, string account)
        {
            _process = Process.Start(new ProcessStartInfo(PostroomServer.Runner, [PostroomServer.Program, "imap", "--account", account, "--data", data])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                StandardOutputEncoding = Encoding.Latin1,
                StandardInputEncoding = Encoding.Latin1,
            })!;
            _output = _process.StandardOutput;
        }

        public string Heard => _heard.ToString();

        public async Task<string?> ReadAsync()
        {
            string? line = await _output.ReadLineAsync().WaitAsync(Patience);
            _heard.Append(line).Append("\r\n");
            return line;
        }

        public async Task SayAsync(string line, string until)
        {
            await _process.StandardInput.WriteAsync(line + "\r\n");
            await _process.StandardInput.FlushAsync();
            await ReadToAsync(until);
        }

        public async Task ReadToAsync(string until)
        {
            string? said;
            do
            {
                said = await ReadAsync();
                Assert.NotNull(said);
            }
            while (!said.StartsWith(until, StringComparison.Ordinal));
        }

        public async Task TerminateAsync() => (await ToolProcess.RunAsync(
            "bash", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {_process.Id}")])).MustSucceed();

        public async Task<int> ExitAsync()
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
            return _process.ExitCode;
        }

        public async ValueTask DisposeAsync()
        {
            ToolProcess.Kill(_process);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }
}
