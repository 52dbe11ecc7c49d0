using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Postroom.Net;
using Postroom.Net.Tests;
using Postroom.Peers;

namespace Postroom.Server.Tests;

/// <summary>The admin port: what is counted and measured, and whether the server is well.</summary>
public sealed class MetricsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postroom-metrics-");
    private readonly AwaitedLog _log = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private PostroomHost? _host;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _http.Dispose();
        if (_host is not null)
            await _host.DisposeAsync();
        await _log.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_a_session_does_is_counted_and_measured_for_prometheus()
    {
        string admin = await StartAsync();
        await using (RawImap imap = await RawImap.LoginAsync(_host!.Doors[0].EndPoints[0], "u0", "secret"))
        {
            await imap.AppendAsync("INBOX", "Subject: x\r\n\r\n"u8.ToArray());
            await imap.OkAsync("SELECT INBOX");
            await imap.OkAsync("UID FETCH 1 BODY[]");
            await imap.OkAsync("NOOP");
            await imap.OkAsync("NOOP");
            Assert.Equal("NO", (await imap.CommandAsync("SELECT Nowhere")).Status);
            Assert.Equal("BAD", (await imap.CommandAsync("NONSENSE 1")).Status);
            await imap.OkAsync("LOGOUT");
        }

        await _log.WaitForAsync("the connection of"); // by then everything of it is counted
        using HttpResponseMessage response = await _http.GetAsync(new Uri($"{admin}/metrics"));
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        string[] lines = (await response.Content.ReadAsStringAsync()).Split('\n');
        string[] expected =
        [
            "# TYPE postroom_imap_command_duration_seconds histogram",
            "postroom_imap_command_duration_seconds_count{command=\"NOOP\",status=\"ok\"} 2",
            "postroom_imap_command_duration_seconds_bucket{command=\"NOOP\",status=\"ok\",le=\"+Inf\"} 2",
            "postroom_imap_command_duration_seconds_count{command=\"UID FETCH\",status=\"ok\"} 1",
            "postroom_imap_command_duration_seconds_count{command=\"SELECT\",status=\"no\"} 1",
            "postroom_imap_command_duration_seconds_count{command=\"unknown\",status=\"bad\"} 1",
            "postroom_imap_logins_total{mechanism=\"LOGIN\",outcome=\"success\"} 1",
            "postroom_imap_appended_total{by=\"APPEND\"} 1",
            "# TYPE postroom_imap_commands_waiting gauge",
            "postroom_connections_ended_total{door=\"IMAP\",reason=\"Completed\"} 1",
            "# TYPE postroom_store_sync_duration_seconds histogram",
            "# TYPE postroom_store_unmoved_bytes gauge",
            "# TYPE postroom_store_failures_total counter",
            "# TYPE postroom_store_writers_waiting gauge",
            "# TYPE postroom_store_readers_waiting gauge",
            "# TYPE postroom_imap_read_ahead_bytes gauge",
            "# TYPE postroom_imap_compressed gauge",
            "# TYPE postroom_network_unsent_bytes gauge",
            "# TYPE postroom_connections_open gauge",
            "# TYPE postroom_connections_refused_total counter",
        ];
        Assert.All(expected, line => Assert.Contains(line, lines));
        Assert.True(Value(lines, "postroom_store_sync_duration_seconds_count") >= 1);
        Assert.True(Value(lines, "postroom_network_received_bytes_total{door=\"IMAP\"}") > 100);
        Assert.True(Value(lines, "postroom_network_sent_bytes_total{door=\"IMAP\"}") > 1000);
        Assert.All(lines.Where(static line => line.Length > 0), static line =>
            Assert.Matches("""\A(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="[^"\\]*",?)+\})? [0-9.E+-]+)\z""", line));
    }

    [Fact]
    public async Task Health_and_what_else_may_be_asked()
    {
        string admin = await StartAsync();
        Assert.Equal("alive\n", await _http.GetStringAsync(new Uri($"{admin}/health/live")));
        Assert.Equal("ready\n", await _http.GetStringAsync(new Uri($"{admin}/health/ready?verbose")));
        using HttpResponseMessage nothing = await _http.GetAsync(new Uri($"{admin}/"));
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
        using HttpResponseMessage posted = await _http.PostAsync(new Uri($"{admin}/metrics"), null);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET, HEAD"), (posted.StatusCode, string.Join(", ", posted.Content.Headers.Allow)));
        using var head = new HttpRequestMessage(HttpMethod.Head, $"{admin}/health/live");
        using HttpResponseMessage headed = await _http.SendAsync(head);
        Assert.Equal((HttpStatusCode.OK, 6), (headed.StatusCode, headed.Content.Headers.ContentLength));
    }

    [Theory]
    [InlineData("GET /metrics\r\n\r\n", "HTTP/1.1 400 ")] // HTTP/0.9
    [InlineData("GET metrics HTTP/1.1\r\n\r\n", "HTTP/1.1 400 ")]
    [InlineData("a LOGIN u0 secret\r\n\r\n", "HTTP/1.1 400 ")]
    [InlineData("\r\n\r\n", "HTTP/1.1 400 ")]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 6\r\n")]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: x", "")]
    [InlineData("LONG", "HTTP/1.1 400 ")]
    [InlineData("MANY", "HTTP/1.1 400 ")]
    public async Task What_is_no_request_is_answered_in_bounds(string request, string answer)
    {
        request = request switch
        {
            "LONG" => $"GET /{new string('x', 20_000)} HTTP/1.1\r\n\r\n",
            "MANY" => $"GET /metrics HTTP/1.1\r\n{string.Concat(Enumerable.Repeat("A: b\r\n", 200))}\r\n",
            _ => request,
        };
        await using Listener door = Listener.Start([ListenAddress.Parse("127.0.0.1:0")], new AdminHttp(static () => "", static _ => ValueTask.FromResult<string?>("stopping")));
        Assert.StartsWith(answer, await TalkAsync(door.EndPoints[0], request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_does_not_come_ends_after_10_seconds()
    {
        var time = new ManualTime();
        using var sweeper = new Sweeper(time);
        var watched = new Watched(new AdminHttp(static () => "", static _ => ValueTask.FromResult<string?>(null)));
        await using Listener door = Listener.Start(
            [ListenAddress.Parse("127.0.0.1:0")], watched, new TcpListenerOptions { Connection = new() { Time = time, Sweeper = sweeper } });
        using var client = new TcpClient();
        await client.ConnectAsync(door.EndPoints[0]);
        await client.GetStream().WriteAsync("GET /metrics HT"u8.ToArray());
        await watched.Begun.WaitAsync(TimeSpan.FromMinutes(2));
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(watched.Ended.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(ConnectionEndReason.IdleTimeout, await watched.Ended.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task A_server_that_is_not_ready_says_why()
    {
        await using Listener door = Listener.Start([ListenAddress.Parse("127.0.0.1:0")], new AdminHttp(static () => "", static _ => ValueTask.FromResult<string?>("stopping")));
        using HttpResponseMessage response = await _http.GetAsync(new Uri($"http://{door.EndPoints[0]}/health/ready"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "stopping\n"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public void Labels_are_escaped_and_buckets_add_up()
    {
        using var meter = new Meter("test");
        using var reader = new MetricReader(meter);
        Counter<long> counter = meter.CreateCounter<long>("a.counter", "By", "What it counts.");
        counter.Add(2, new KeyValuePair<string, object?>("some.label", "a\\b\"c\nd"));
        counter.Add(3, new KeyValuePair<string, object?>("some.label", "a\\b\"c\nd"));
        Histogram<double> histogram = meter.CreateHistogram<double>("a.time", "s", "How long.");
        histogram.Record(0.0002);
        histogram.Record(0.3);
        histogram.Record(99);
        using var other = new Meter("test"); // another host's
        other.CreateCounter<long>("not.ours").Add(1);

        string written = PrometheusText.Write(reader.Read());

        Assert.Contains("# HELP a_counter_bytes_total What it counts.\n# TYPE a_counter_bytes_total counter\na_counter_bytes_total{some_label=\"a\\\\b\\\"c\\nd\"} 5\n", written, StringComparison.Ordinal);
        Assert.Contains("a_time_seconds_bucket{le=\"0.0001\"} 0\na_time_seconds_bucket{le=\"0.00025\"} 1\n", written, StringComparison.Ordinal);
        Assert.Contains("a_time_seconds_bucket{le=\"0.25\"} 1\na_time_seconds_bucket{le=\"0.5\"} 2\n", written, StringComparison.Ordinal);
        Assert.Contains("a_time_seconds_bucket{le=\"+Inf\"} 3\na_time_seconds_sum 99.3002\na_time_seconds_count 3\n", written, StringComparison.Ordinal);
        Assert.DoesNotContain("not_ours", written, StringComparison.Ordinal);
    }

    private async Task<string> StartAsync()
    {
        _host = await PostroomHost.StartAsync(
            _folder.FullName,
            ConfigurationLoader.Load(null, ["Imap:Listen=127.0.0.1:0", "Imap:TlsListen=", "Admin:Listen=127.0.0.1:0", TestPasswords.Setting]),
            new ConsoleLog(_log, TimeProvider.System),
            isDemo: false);
        await _host.Store.AddAccountAsync("u0", "secret", CancellationToken.None);
        return $"http://{_host.Doors.Single(static door => door.Key == "Admin:Listen").EndPoints[0]}";
    }

    private static double Value(string[] lines, string series) =>
        double.Parse(lines.Single(line => line.StartsWith(series + " ", StringComparison.Ordinal))[(series.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string> TalkAsync(IPEndPoint address, string said)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(address);
        NetworkStream stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(said));
        connection.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Tells when the door is at it, from where its deadline counts, and how it ended.</summary>
    private sealed class Watched(IConnectionHandler door) : IConnectionHandler
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<ConnectionEndReason> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public Task<ConnectionEndReason> Ended => _ended.Task;

        public async Task HandleAsync(Connection connection, CancellationToken stopping)
        {
            Task handled = door.HandleAsync(connection, stopping);
            _begun.SetResult();
            try
            {
                await handled;
            }
            finally
            {
                _ended.SetResult(connection.EndReason);
            }
        }

        public ReadOnlyMemory<byte> Farewell(ConnectionRefusal why) => door.Farewell(why);
    }
}
