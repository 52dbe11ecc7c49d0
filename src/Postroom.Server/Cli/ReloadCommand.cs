using System.CommandLine;
using System.Globalization;
using Postroom.Security;

namespace Postroom.Server;

/// <summary>reload: the running server takes new certificates into use.</summary>
internal sealed class ReloadCommand() : AdminCommand("reload", "Has the running server read its certificates again, disturbing nobody. (It does so by itself within a minute.)")
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

        return isAllWell ? 0 : 1;
    }
}
