using System.Globalization;
using Postroom.Security;

namespace Postroom.Server;

/// <summary>Takes new certificates into use, by itself within half a minute or when it is asked to, and says so.</summary>
internal sealed class CertificateWatch : IAsyncDisposable
{
    // Whoever renews certificates tells nobody, as often as not. A few small files are read for it.
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private readonly TlsMaterial _tls;
    private readonly ClientCertificateWatch? _clients;
    private readonly ConsoleLog _log;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal); // problems, by certificate
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    /// <param name="tls">What the server shows.</param>
    /// <param name="clients">What clients show; null where they are not asked.</param>
    /// <param name="log">Who hears of it.</param>
    /// <param name="time">The clock.</param>
    public CertificateWatch(TlsMaterial tls, ClientCertificateWatch? clients, ConsoleLog log, TimeProvider time)
    {
        (_tls, _clients, _log, _time) = (tls, clients, log, time);
        _running = RunAsync();
    }

    /// <summary>Reads all files again now.</summary>
    public IReadOnlyList<CertificateReload> Reload()
    {
        IReadOnlyList<CertificateReload> done = _tls.Reload();
        lock (_told)
        {
            _told.Clear();
            Tell(done);
        }

        return done;
    }

    /// <summary>Likewise what is known of clients' certificates; null where they are not asked for any.</summary>
    public ClientCertificateCheck? ReloadClients() => _clients?.Look(isAsked: true);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Every, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                IReadOnlyList<CertificateReload> done = _tls.ReloadChanged();
                lock (_told)
                {
                    Tell(done);
                }

                LookAtClients();
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    // Whatever happens, the next look may find more who were revoked.
    private void LookAtClients()
    {
        try
        {
            _clients?.Look(isAsked: false);
        }
        catch (Exception e)
        {
            _log.Fault("reading what is known of clients' certificates", e);
        }
    }

    // A pair that cannot be used is tried again each time, since its other half may still be on its way, but told of once.
    private void Tell(IEnumerable<CertificateReload> done)
    {
        foreach (CertificateReload certificate in done)
        {
            string until = certificate.NotAfter.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (certificate.Problem is null)
            {
                _told.Remove(certificate.Name);
                if (certificate.IsNew)
                {
                    _log.Info($"TLS shows the new certificate in {certificate.Name} from now on, which is valid until {until}");
                }
            }
            else if (!_told.TryGetValue(certificate.Name, out string? before) || before != certificate.Problem)
            {
                _told[certificate.Name] = certificate.Problem;
                _log.Warning($"TLS keeps the certificate that was in {certificate.Name} before, which is valid until {until}: {certificate.Problem}");
            }
        }
    }
}
