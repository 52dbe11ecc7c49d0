using System.Text.Json;

namespace Postroom.Security;

/// <summary>An issuer's keys, kept and fetched again: each hour, and when a token names one that is not there, at most once a minute.</summary>
/// <remarks>One fetch at a time, whoever asks. When it fails, the keys from before are still good, and the failure is reported.</remarks>
/// <param name="fetch">Gets the set of keys as JSON (RFC 7517): from a file, or over HTTPS.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Hears a sentence when it could not be got.</param>
internal sealed class KeySource(Func<CancellationToken, Task<byte[]>> fetch, TimeProvider time, Action<string> report) : IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _turn = new(1);
    private volatile JsonWebKeys? _keys;
    private long _fetchedAt;
    private long _triedAt;
    private bool _wasTried;

    public void Dispose() => _turn.Dispose();

    /// <summary>Keys among which a token's is, if it can be had; else those there are, or null.</summary>
    public async ValueTask<JsonWebKeys?> ForAsync(Jwt token, CancellationToken cancellationToken)
    {
        if (IsEnough(token))
            return _keys;
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Whoever had its turn before may have got it.
            if (!IsEnough(token) && (!_wasTried || time.GetElapsedTime(_triedAt) >= AskAgain))
                await FetchAsync(cancellationToken).ConfigureAwait(false);
            return _keys;
        }
        finally
        {
            _turn.Release();
        }
    }

    private bool IsEnough(Jwt token) => _keys is { } keys && keys.Knows(token) && time.GetElapsedTime(Volatile.Read(ref _fetchedAt)) < KeptFor;

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        (_triedAt, _wasTried) = (time.GetTimestamp(), true);
        try
        {
            _keys = JsonWebKeys.Parse(await fetch(cancellationToken).ConfigureAwait(false));
            Volatile.Write(ref _fetchedAt, time.GetTimestamp());
        }
        catch (Exception e) when (e is IOException or HttpRequestException or JsonException or UnauthorizedAccessException ||
                                  (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            report($"The keys of the tokens' issuer could not be read: {e.Message}");
        }
    }
}
