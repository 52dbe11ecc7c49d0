using System.CommandLine;
using System.Globalization;
using Postroom.Security;

namespace Postroom.Server;

/// <summary>reload: the running server takes new certificates into use.</summary>
internal sealed class ReloadCommand() : AdminCommand("reload", "Has the running server read its certificates again, and which of clients' it takes, disturbing nobody else. (It does so by itself within a minute.)")
{
    protected override void Configure(Command command)
    {
    }

    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        if (context.Host is not { } host)
        {
            throw new ConfigurationException($"No server runs on {context.Store.Path}: there is nothing to reload.");
        }

        bool isAllWell = true;
        foreach (CertificateReload certificate in host.ReloadCertificates())
        {
            string until = certificate.NotAfter.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (certificate.Problem is null)
            {
                await context.Out.WriteLineAsync($"{certificate.Name}: {(certificate.IsNew ? "new" : "as before")}, valid until {until}");
            }
            else
            {
                isAllWell = false;
                await context.Error.WriteLineAsync($"{certificate.Name}: {certificate.Problem} The one before is kept, which is valid until {until}.");
            }
        }

        if (await host.ReloadClientCertificatesAsync(context.CancellationToken) is { } clients)
        {
            string outcome = clients.IsNew ? "new" : "as before";
            await context.Out.WriteLineAsync($"clients' certificates: {outcome}");
            foreach (string sentence in clients.Problems.Concat(clients.Shortcomings))
            {
                isAllWell = false;
                await context.Error.WriteLineAsync($"clients' certificates: {sentence}");
            }
        }

        return isAllWell ? 0 : 1;
    }
}
