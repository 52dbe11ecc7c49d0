using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Postroom.Net.Tests;

public sealed class TlsTests
{
    private static readonly TcpListenerOptions ImplicitTls = new() { Tls = static _ => TestCertificate.ServerOptions };

    [Fact]
    public async Task Tls_from_the_first_octet_with_pipelined_lines()
    {
        await using var door = new Door(Door.EchoLinesAsync, ImplicitTls);
        await using SslStream tls = await Door.StartTlsAsync(await door.ConnectAsync());
        string lines = string.Concat(Enumerable.Range(0, 5000).Select(static n => $"{n} NOOP\r\n"));
        Task sent = tls.WriteAsync(Encoding.ASCII.GetBytes(lines)).AsTask();
        Assert.Equal(lines, await Door.ReadAsync(tls, lines.Length));
        await sent.WaitAsync(Door.Patience);
        await tls.ShutdownAsync().WaitAsync(Door.Patience);
        Connection ended = await door.Ended;
        Assert.Equal(ConnectionEndReason.Completed, ended.EndReason);
        Assert.Equal((lines.Length, lines.Length), (ended.ReadOctets, ended.WrittenOctets));
    }

    [Fact]
    public async Task Tls_in_single_octets()
    {
        await using var door = new Door(Door.EchoLinesAsync, ImplicitTls);
        await using SslStream tls = await Door.StartTlsAsync(await door.ConnectAsync());
        foreach (byte octet in "a NOOP\r\n"u8.ToArray())
            await tls.WriteAsync(new[] { octet });
        Assert.Equal("a NOOP\r\n", await Door.ReadAsync(tls, 8));
    }

    /// <summary>It computes for milliseconds, and anybody may ask for it: the thread that others' octets wait for is left to them.</summary>
    [Fact]
    public async Task A_handshake_is_not_done_on_the_poller()
    {
        var waiting = new TaskCompletionSource();
        var isPools = new TaskCompletionSource<bool>();
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateSelectionCallback = (_, _) =>
            {
                isPools.SetResult(Thread.CurrentThread.IsThreadPoolThread);
                return TestCertificate.Instance;
            },
        };
        await using var door = new Door(async (connection, stopping) =>
        {
            Task<int> upgrading = connection.UpgradeToTlsAsync(options, stopping).AsTask();
            waiting.SetResult();
            await upgrading;
            await Door.EchoLinesAsync(connection, stopping);
        });
        Socket client = await door.ConnectAsync();
        await waiting.Task.WaitAsync(Door.Patience);
        await using SslStream tls = await Door.StartTlsAsync(client);
        Assert.True(await isPools.Task.WaitAsync(Door.Patience));
        await tls.WriteAsync("a NOOP\r\n"u8.ToArray());
        Assert.Equal("a NOOP\r\n", await Door.ReadAsync(tls, 8));
    }

    [Fact]
    public async Task The_close_of_a_tls_connection_is_said()
    {
        await using var door = new Door(
            static async (connection, stopping) =>
            {
                connection.Output.Write("* BYE\r\n"u8);
                await connection.CloseAsync();
            },
            ImplicitTls);
        await using SslStream tls = await Door.StartTlsAsync(await door.ConnectAsync());
        Assert.Equal("* BYE\r\n", await Door.ReadAsync(tls, 7));
        Assert.Equal(0, await tls.ReadAsync(new byte[1]).AsTask().WaitAsync(Door.Patience)); // a cut would throw
    }

    [Fact]
    public async Task Starttls_drops_what_was_pipelined_before_it()
    {
        int dropped = -1;
        await using var door = new Door(async (connection, stopping) =>
        {
            var reader = new FrameReader(connection, new());
            Assert.Equal("a STARTTLS", Text(await reader.ReadLineAsync(stopping)));
            Assert.True(reader.HasLineWaiting);
            connection.Output.Write("a OK\r\n"u8);
            dropped = await connection.UpgradeToTlsAsync(TestCertificate.ServerOptions, stopping);
            await Door.EchoLinesAsync(connection, stopping);
        });
        Socket client = await door.ConnectAsync();
        await Door.SendAsync(client, "a STARTTLS\r\nb LOGIN eve evil\r\n");
        Assert.Equal("a OK\r\n", await Door.ReadAsync(client, 6));
        await using SslStream tls = await Door.StartTlsAsync(client);
        await tls.WriteAsync("c NOOP\r\n"u8.ToArray());
        Assert.Equal("c NOOP\r\n", await Door.ReadAsync(tls, 8));
        Assert.Equal("b LOGIN eve evil\r\n".Length, dropped);
    }

    [Fact]
    public async Task A_client_that_speaks_no_tls_is_let_go()
    {
        await using var door = new Door(Door.EchoLinesAsync, ImplicitTls);
        using Socket client = await door.ConnectAsync();
        await Door.SendAsync(client, "GET / HTTP/1.0\r\n\r\n");
        Assert.Equal(ConnectionEndReason.TlsFailed, (await door.Ended).EndReason);
    }

    [Fact]
    public async Task A_handshake_that_does_not_come_ends_after_its_time()
    {
        var time = new ManualTime();
        using var sweeper = new Sweeper(time);
        await using var door = new Door(Door.EchoLinesAsync, ImplicitTls with { Connection = new() { Time = time, Sweeper = sweeper } });
        using Socket client = await door.ConnectAsync();
        Connection connection = await door.Accepted;
        while (!connection.IsDue(time.GetTimestamp() + 15 * time.TimestampFrequency))
            await Task.Yield(); // until the handshake has begun
        time.Advance(TimeSpan.FromSeconds(14));
        Assert.Equal(ConnectionEndReason.None, connection.EndReason);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(ConnectionEndReason.TlsTimeout, (await door.Ended).EndReason);
    }

    [Fact]
    public async Task Openssl_says_starttls_and_talks()
    {
        await using var door = new Door(static async (connection, stopping) =>
        {
            connection.Output.Write("* OK [CAPABILITY IMAP4rev1 STARTTLS] hello\r\n"u8);
            await connection.Output.FlushAsync(stopping);
            var reader = new FrameReader(connection, new());
            while (Text(await reader.ReadLineAsync(stopping)) is { Length: > 0 } line)
            {
                string tag = line.Split(' ')[0];
                if (line.EndsWith("CAPABILITY", StringComparison.Ordinal))
                    connection.Output.Write("* CAPABILITY IMAP4rev1 STARTTLS\r\n"u8);
                connection.Output.Write(Encoding.ASCII.GetBytes($"{tag} OK done\r\n"));
                await connection.Output.FlushAsync(stopping);
                if (line.EndsWith("STARTTLS", StringComparison.Ordinal))
                    await connection.UpgradeToTlsAsync(TestCertificate.ServerOptions, stopping);
                if (line.EndsWith("LOGOUT", StringComparison.Ordinal))
                    return;
            }
        });
        string heard = await OpenSslAsync($"s_client -starttls imap -connect 127.0.0.1:{door.Port} -quiet -tls1_3", "x NOOP\ny LOGOUT\n");
        Assert.Contains("x OK done", heard, StringComparison.Ordinal);
        Assert.Contains("y OK done", heard, StringComparison.Ordinal);
    }

    private static string Text(FrameRead read) => read.Frame is { } frame ? Encoding.ASCII.GetString(frame.Octets.Span) : "";

    private static async Task<string> OpenSslAsync(string arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        await process.StandardInput.FlushAsync();
        string heard = await process.StandardOutput.ReadToEndAsync().WaitAsync(Door.Patience);
        await process.WaitForExitAsync().WaitAsync(Door.Patience);
        return heard + await errors;
    }
}
