using System.CommandLine;

namespace Postroom.Server;

/// <summary>A command that works on a data folder, in the running server where there is one, else in this process.</summary>
/// <remarks>It never touches the console: what it says goes through <see cref="AdminContext"/>, which may lead over the control socket.</remarks>
internal abstract class AdminCommand(string name, string description)
{
    public static readonly Option<string> Data = new("--data")
    {
        Description = "The data folder. serve, account add and import make it if it is not there.",
        DefaultValueFactory = _ => DataFolders.Default,
        Recursive = true,
    };

    public static readonly Option<string[]> Set = new("--set")
    {
        Description = "A setting: Section:Key=value. May stand several times.",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        Recursive = true,
        DefaultValueFactory = _ => [],
    };

    public static readonly Option<string?> Config = new("--config")
    {
        Description = "A JSON file with settings (comments are allowed).",
        Recursive = true,
    };

    static AdminCommand() => Data.Validators.Add(static result =>
    {
        if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>()))
        {
            result.AddError("--data names no folder.");
        }
    });

    public string Name { get; } = name;

    /// <summary>True when the command takes a password, which the terminal's side reads before anything is sent.</summary>
    public virtual bool NeedsPassword => false;

    /// <summary>True when it brings something, and so may be the first on a data folder; every other one asks about what is there.</summary>
    public virtual bool MakesDataFolder => false;

    /// <summary>The command for the parser, with this as what runs.</summary>
    public Command Build()
    {
        var command = new Command(Name, description);
        Configure(command);
        command.SetAction((parsed, cancellationToken) => AdminRunner.RunAsync(this, parsed, cancellationToken));
        return command;
    }

    /// <summary>Adds arguments and options.</summary>
    protected abstract void Configure(Command command);

    /// <summary>Does it; the exit code.</summary>
    /// <exception cref="ConfigurationException">What the person must change, in a sentence.</exception>
    public abstract Task<int> RunAsync(AdminContext context, ParseResult parsed);
}
