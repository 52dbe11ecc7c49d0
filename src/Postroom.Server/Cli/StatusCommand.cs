using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>status: what the server does, or what an account holds.</summary>
internal sealed class StatusCommand() : AdminCommand("status", "Says whether a server runs on the data folder and what it serves; with names, what these accounts hold.")
{
    private static readonly Argument<string[]> Names = new("NAME") { Description = "Accounts.", Arity = ArgumentArity.ZeroOrMore };

    protected override void Configure(Command command) => command.Add(Names);

    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        string[] names = parsed.GetValue(Names) ?? [];
        if (names.Length == 0)
        {
            await ServerAsync(context);
            return 0;
        }

        foreach (AccountRecord record in names.Select(context.Account).ToArray())
        {
            await using MailAccount account = await context.Store.OpenAsync(record, context.CancellationToken);
            await context.Out.WriteLineAsync(
                $"{record.Name}: {Number(account.Quota.Messages)} messages, {Number(account.Quota.StorageOctets)} octets{(record.IsDisabled ? ", disabled" : "")}");
            foreach (MailboxInfo mailbox in account.Mailboxes.Where(mailbox => mailbox.IsSelectable))
            {
                await context.Out.WriteLineAsync(
                    $"    {mailbox.Name}: {Number(mailbox.Messages)} messages, {Number(mailbox.Unseen)} unseen, {Number(mailbox.Size)} octets");
            }
        }

        return 0;
    }

    private static async Task ServerAsync(AdminContext context)
    {
        await context.Out.WriteLineAsync($"data folder  {context.Store.Path}");
        await context.Out.WriteLineAsync($"accounts     {Number(context.Store.Engine.Accounts.All().Count)}");
        if (context.Host is not { } host)
        {
            await context.Out.WriteLineAsync("server       none runs on it");
            return;
        }

        using var process = Process.GetCurrentProcess();
        string since = process.StartTime.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        await context.Out.WriteLineAsync($"server       process {process.Id.ToString(CultureInfo.InvariantCulture)}, since {since} UTC, {Number(process.WorkingSet64 >> 20)} MiB");
        await context.Out.WriteLineAsync($"connections  {Number(host.Connections)}");
        foreach (Door door in host.Doors)
        {
            await context.Out.WriteLineAsync($"{door.Name,-12} {string.Join(", ", door.EndPoints)}");
        }
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
