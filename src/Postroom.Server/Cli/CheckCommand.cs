using System.CommandLine;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>check: reads everything and compares checksums and counts.</summary>
internal sealed class CheckCommand() : AdminCommand("check", "Reads all mail, compares checksums, and says what is not as it should be. Exit code 1 when something is found.")
{
    private static readonly Argument<string[]> Names = new("NAME") { Description = "Only these accounts.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<bool> Repair = new("--repair") { Description = "Mends what can be mended; nothing that can still be read is thrown away." };

    protected override void Configure(Command command)
    {
        command.Add(Names);
        command.Add(Repair);
    }

    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        string[] names = parsed.GetValue(Names) ?? [];
        IReadOnlyList<AccountRecord> accounts = names.Length == 0 ? context.Store.Engine.Accounts.All() : [.. names.Select(context.Account)];
        var bar = new ProgressBar(context.Error, context.IsTerminal, "Checking", accounts.Count, TimeProvider.System);
        int findings = 0;
        foreach (AccountRecord account in accounts)
        {
            await foreach (string finding in context.Store.CheckAsync(account, parsed.GetValue(Repair), context.CancellationToken))
            {
                findings++;
                await context.Out.WriteLineAsync($"{account.Name}: {finding}");
            }

            await bar.AdvanceAsync(1);
        }

        await bar.CompleteAsync();
        await context.Out.WriteLineAsync(findings == 0 ? "All is sound." : $"{findings} findings.");
        return findings == 0 ? 0 : 1;
    }
}
