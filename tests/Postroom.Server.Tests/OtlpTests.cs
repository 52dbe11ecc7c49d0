using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Postroom.Net.Tests;

namespace Postroom.Server.Tests;

/// <summary>Metrics for an OpenTelemetry collector (OTLP 1 over HTTP, as JSON).</summary>
public sealed class OtlpTests
{
    [Fact]
    public async Task Each_interval_everything_is_sent_and_a_collector_that_fails_is_told_of_once()
    {
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        using var meter = new Meter("test");
        using var reader = new MetricReader(meter);
        meter.CreateCounter<long>("a.count", null, "What it counts.").Add(3, new("door", "IMAP"), new("reason", "PeerGone"));
        meter.CreateHistogram<double>("a.time", "s").Record(0.3);
        meter.CreateObservableGauge("a.level", static () => 7L, "By");
        var time = new ManualTime();
        using var log = new AwaitedLog();
        var url = new Uri($"http://{collector.LocalEndpoint}/v1/metrics");
        await using (new OtlpExporter(url, TimeSpan.FromMinutes(1), reader, new ConsoleLog(log, time), time))
        {
            time.Advance(TimeSpan.FromMinutes(1));
            (string head, byte[] body) = await TakeAsync(collector, "503 Service Unavailable");
            Assert.StartsWith("POST /v1/metrics HTTP/1.1\r\n", head, StringComparison.Ordinal);
            Assert.Contains("\r\nContent-Type: application/json\r\n", head, StringComparison.Ordinal);
            OtlpSchema.Check(JsonDocument.Parse(body).RootElement);
            Check(JsonDocument.Parse(body).RootElement, time.GetUtcNow());
            Assert.Contains($"warning the OpenTelemetry collector {url} does not take the metrics: it answers 503", await log.WaitForAsync("collector"), StringComparison.Ordinal);

            time.Advance(TimeSpan.FromMinutes(1));
            await TakeAsync(collector, "503 Service Unavailable");
            time.Advance(TimeSpan.FromMinutes(1));
            await TakeAsync(collector, "200 OK");
            Assert.Contains("takes the metrics again", await log.WaitForAsync("collector", 2), StringComparison.Ordinal);

            collector.Stop();
            time.Advance(TimeSpan.FromMinutes(1));
            Assert.Contains("does not take the metrics", await log.WaitForAsync("collector", 3), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("127.0.0.1:4318")]
    [InlineData("collector")]
    public void What_is_no_url_of_http_is_refused(string text) => Assert.Contains(
        text, Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(null, [$"Metrics:OtlpEndpoint={text}"])).Message, StringComparison.Ordinal);

    private static void Check(JsonElement request, DateTimeOffset now)
    {
        JsonElement resource = Assert.Single(request.GetProperty("resourceMetrics").EnumerateArray());
        Assert.Contains("\"service.name\"", resource.GetProperty("resource").GetRawText(), StringComparison.Ordinal);
        var metrics = Assert.Single(resource.GetProperty("scopeMetrics").EnumerateArray()).GetProperty("metrics").EnumerateArray()
            .ToDictionary(static metric => metric.GetProperty("name").GetString()!);
        Assert.Equal(["a.count", "a.level", "a.time"], metrics.Keys.Order());

        JsonElement sum = metrics["a.count"].GetProperty("sum"), point = Assert.Single(sum.GetProperty("dataPoints").EnumerateArray());
        Assert.Equal((2, true), (sum.GetProperty("aggregationTemporality").GetInt32(), sum.GetProperty("isMonotonic").GetBoolean()));
        Assert.Equal(3, point.GetProperty("asDouble").GetDouble());
        Assert.Equal(((now - DateTimeOffset.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture), point.GetProperty("timeUnixNano").GetString());
        Assert.Equal(
            """[{"key":"door","value":{"stringValue":"IMAP"}},{"key":"reason","value":{"stringValue":"PeerGone"}}]""", point.GetProperty("attributes").GetRawText());

        Assert.Equal(7, Assert.Single(metrics["a.level"].GetProperty("gauge").GetProperty("dataPoints").EnumerateArray()).GetProperty("asDouble").GetDouble());

        JsonElement time = Assert.Single(metrics["a.time"].GetProperty("histogram").GetProperty("dataPoints").EnumerateArray());
        Assert.Equal(("1", 0.3), (time.GetProperty("count").GetString(), time.GetProperty("sum").GetDouble()));
        Assert.Equal(time.GetProperty("explicitBounds").GetArrayLength() + 1, time.GetProperty("bucketCounts").GetArrayLength());
        int bucket = time.GetProperty("explicitBounds").EnumerateArray().TakeWhile(static bound => bound.GetDouble() < 0.3).Count();
        Assert.Equal("1", time.GetProperty("bucketCounts")[bucket].GetString());
    }

    // One request, answered so.
    private static async Task<(string Head, byte[] Body)> TakeAsync(TcpListener collector, string status)
    {
        using TcpClient client = await collector.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(60));
        NetworkStream stream = client.GetStream();
        var head = new StringBuilder();
        byte[] octet = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(octet);
            head.Append((char)octet[0]);
        }

        string length = head.ToString().Split("\r\n").Single(static line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        byte[] body = new byte[int.Parse(length[15..], CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        return (head.ToString(), body);
    }
}
