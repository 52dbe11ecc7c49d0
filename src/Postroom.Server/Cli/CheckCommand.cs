using System.CommandLine;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>check: reads everything and compares checksums and counts.</summary>
internal sealed class CheckCommand() : AdminCommand("check", "Reads all mail, compares checksums, and says what is not as it should be. Exit code 1 when something is found.")
{
    private const string ClientVisible = "client-visible";

    private static readonly Argument<string[]> Names = new("NAME") { Description = "Only these accounts.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<bool> Repair = new("--repair") { Description = "Mends what can be mended; nothing that can still be read is thrown away." };
    private static readonly Option<string?> Derive = new("--derive")
    {
        Description = "Makes what was derived from messages (structure, offsets) anew from their bytes; what clients were told of a message stays. "
            + "--derive=client-visible changes that too, and gives the mailboxes concerned a new UIDVALIDITY: their clients load them anew.",
        HelpName = ClientVisible,
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Of the line as it was typed: the parser makes "--derive=x" and "--derive x" the same, where x may be an account.</summary>
    /// <exception cref="ConfigurationException">The option has a value that it does not take.</exception>
    public static void DemandDerive(IReadOnlyList<string> arguments)
    {
        const string Assigned = "--derive=";
        if (arguments.FirstOrDefault(static argument => argument.StartsWith(Assigned, StringComparison.Ordinal)) is { } given && given != Assigned + ClientVisible)
        {
            throw new ConfigurationException($"--derive cannot be '{given[Assigned.Length..]}': it takes {ClientVisible}, or nothing.");
        }
    }

    protected override void Configure(Command command)
    {
        command.Add(Names);
        command.Add(Repair);
        command.Add(Derive);
    }

    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        List<string> names = [.. parsed.GetValue(Names) ?? []];
        DerivationScope? scope = ScopeOf(parsed, names);
        IReadOnlyList<AccountRecord> accounts = names.Count == 0 ? context.Store.Engine.Accounts.All() : [.. names.Select(context.Account)];
        var bar = new ProgressBar(context.Error, context.IsTerminal, "Checking", accounts.Count, TimeProvider.System);
        int findings = 0;
        foreach (AccountRecord account in accounts)
        {
            await foreach (string finding in context.Store.CheckAsync(account, parsed.GetValue(Repair), context.CancellationToken))
            {
                findings++;
                await context.Out.WriteLineAsync($"{account.Name}: {finding}");
            }

            if (scope is { } wanted)
            {
                findings += await DeriveAsync(context, account, wanted);
            }

            await bar.AdvanceAsync(1);
        }

        await bar.CompleteAsync();
        await context.Out.WriteLineAsync(findings == 0 ? "All is sound." : $"{findings} findings.");
        return findings == 0 ? 0 : 1;
    }

    private static async Task<int> DeriveAsync(AdminContext context, AccountRecord account, DerivationScope scope)
    {
        DerivationResult result = await context.Store.DeriveAsync(account, scope, context.CancellationToken);
        foreach (string finding in result.Findings)
        {
            await context.Out.WriteLineAsync($"{account.Name}: {finding}");
        }

        await context.Out.WriteLineAsync($"{account.Name}: {result.Read} messages read, {result.Made} rows made, {result.Replaced} replaced.");
        if (result.Differing > 0)
        {
            await context.Out.WriteLineAsync(
                $"{account.Name}: {result.Differing} messages would look different to clients and stay as they are; --derive={ClientVisible} changes them.");
        }

        if (result.Renewed > 0)
        {
            await context.Out.WriteLineAsync($"{account.Name}: {result.Renewed} mailboxes have a new UIDVALIDITY.");
        }

        return result.Findings.Count;
    }

    // "check --derive ali": the parser takes the name for the option's value.
    private static DerivationScope? ScopeOf(ParseResult parsed, List<string> names)
    {
        if (parsed.GetResult(Derive) is null)
        {
            return null;
        }

        string? value = parsed.GetValue(Derive);
        if (value == ClientVisible)
        {
            return DerivationScope.ClientVisible;
        }

        if (!string.IsNullOrEmpty(value))
        {
            names.Add(value);
        }

        return DerivationScope.Internals;
    }
}
