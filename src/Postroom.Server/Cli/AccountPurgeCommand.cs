using System.CommandLine;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>account purge: what was expunged is gone for good, now.</summary>
internal sealed class AccountPurgeCommand() : AccountCommand("purge", "Removes for good what was expunged and is kept so that it can be brought back; no file holds it afterwards.")
{
    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        foreach (AccountRecord record in Find(context, parsed))
        {
            await using MailAccount account = await context.Store.OpenAsync(record, context.CancellationToken);
            SweepResult purged;
            try
            {
                purged = await account.PurgeAsync(context.CancellationToken);
            }
            catch (StoreUnavailableException e)
            {
                throw new ConfigurationException($"The mail of '{record.Name}' cannot be purged now; what was done stays done: {e.Message}", e);
            }

            await context.Out.WriteLineAsync($"{record.Name}: {purged.Emails} messages purged, {purged.Octets} octets given back.");
            if (purged.Kept > 0)
            {
                await context.Out.WriteLineAsync($"{record.Name}: {purged.Kept} octets stay until the sessions that still show them have been told; purge again then.");
            }
        }

        return 0;
    }
}
