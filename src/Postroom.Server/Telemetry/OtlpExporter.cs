using System.Net.Http.Headers;

namespace Postroom.Server;

/// <summary>Sends the metrics to an OpenTelemetry collector every so often (OTLP over HTTP, as JSON).</summary>
internal sealed class OtlpExporter : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly Uri _collector;
    private readonly MetricReader _metrics;
    private readonly ConsoleLog _log;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _began;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private bool _isFailing; // which is said once, until it works again

    public OtlpExporter(Uri collector, TimeSpan interval, MetricReader metrics, ConsoleLog log, TimeProvider time)
    {
        (_collector, _metrics, _log, _time, _began) = (collector, metrics, log, time, time.GetUtcNow());
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = !collector.IsLoopback }) { Timeout = Patience };
        _running = RunAsync(interval);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _http.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                await SendAsync();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task SendAsync()
    {
        string? problem = null;
        try
        {
            using var content = new ByteArrayContent(OtlpJson.Write(_metrics.Read(), _began, _time.GetUtcNow()));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage response = await _http.PostAsync(_collector, content, _stopping.Token);
            problem = response.IsSuccessStatusCode ? null : $"it answers {(int)response.StatusCode}";
        }
        catch (HttpRequestException failure)
        {
            problem = failure.Message;
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            problem = "it does not answer";
        }

        if (problem is not null && !_isFailing)
        {
            _log.Warning($"the OpenTelemetry collector {_collector} does not take the metrics: {problem}");
        }
        else if (problem is null && _isFailing)
        {
            _log.Info($"the OpenTelemetry collector {_collector} takes the metrics again");
        }

        _isFailing = problem is not null;
    }
}
