using System.CommandLine;
using Postroom.Security;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>account alias add and account alias remove.</summary>
internal sealed class AliasCommand(bool adds) : AdminCommand(
    adds ? "add" : "remove",
    adds ? "Lets an account be logged in to by other names too." : "Takes such names away; who is logged in stays so.")
{
    private static readonly Argument<string> Account = new("NAME") { Description = "A login name." };
    private static readonly Argument<string[]> Aliases = new("ALIAS") { Description = "Other names for it.", Arity = ArgumentArity.OneOrMore };

    protected override void Configure(Command command)
    {
        command.Add(Account);
        command.Add(Aliases);
    }

    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        AccountRecord account = context.Account(parsed.GetValue(Account)!);
        // One that is there goes, even if it could not be added any more.
        string[] names = [.. parsed.GetValue(Aliases)!.Select(name => adds || !LoginName.TryPrepare(name, isNew: false, out string? known) ? ServerStore.PrepareNew(name) : known).Distinct()];
        foreach (string name in names)
        {
            bool isTaken = context.Store.Engine.Accounts.Find(name) is not null;
            if (adds && isTaken)
            {
                throw new ConfigurationException($"The name '{name}' is taken already; nothing was changed.");
            }

            if (!adds && !account.Aliases.Contains(name))
            {
                throw new ConfigurationException($"{account.Name} has no alias '{name}'; nothing was changed.");
            }
        }

        await context.Store.UpdateAsync(
            account, now => now with { Aliases = adds ? [.. now.Aliases.Union(names)] : [.. now.Aliases.Except(names)] }, context.CancellationToken);
        foreach (string name in names)
        {
            await context.Out.WriteLineAsync(adds ? $"{account.Name} is {name} too." : $"{account.Name} is no longer {name}.");
        }

        return 0;
    }
}
