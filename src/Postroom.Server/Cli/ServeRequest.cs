namespace Postroom.Server;

/// <summary>What the program is to serve, and how.</summary>
/// <param name="Data">The data folder.</param>
/// <param name="Config">The configuration's file; null for none.</param>
/// <param name="Settings">Section:Key=value, later over earlier.</param>
/// <param name="IsDemo">With the demo's account, and high ports even for root.</param>
internal sealed record ServeRequest(string Data, string? Config, IReadOnlyList<string> Settings, bool IsDemo)
{
    /// <summary>Reads <c>serve</c> with each option followed by its value, as units and scripts write it; null for all else, which is the parser's.</summary>
    /// <remarks>Loading the parser takes longer than opening the doors, and a server is started by the same line each time.</remarks>
    public static ServeRequest? TryRead(string[] arguments)
    {
        if (arguments is not ["serve", ..] || arguments.Length % 2 == 0)
        {
            return null;
        }

        string? data = null, config = null;
        var settings = new List<string>();
        for (int i = 1; i < arguments.Length; i += 2)
        {
            string value = arguments[i + 1];
            if (string.IsNullOrWhiteSpace(value) || value[0] is '-' or '@')
            {
                return null; // an error, another option or a file of arguments
            }

            switch (arguments[i])
            {
                case "--data" when data is null:
                    data = value;
                    break;
                case "--config" when config is null:
                    config = value;
                    break;
                case "--set":
                    settings.Add(value);
                    break;
                default:
                    return null;
            }
        }

        return new ServeRequest(data ?? DataFolders.Default, config, settings, IsDemo: false);
    }
}
