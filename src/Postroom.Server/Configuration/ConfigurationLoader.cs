using System.Collections;
using System.Globalization;

namespace Postroom.Server;

/// <summary>Puts the configuration together: the file, then POSTROOM__ environment variables, then --set; validated whole before anything starts.</summary>
internal static class ConfigurationLoader
{
    public const string EnvironmentPrefix = "POSTROOM__";

    /// <exception cref="ConfigurationException">A file that cannot be read, an unknown key, or a value that cannot be: the message names it.</exception>
    public static PostroomSettings Load(string? file, IEnumerable<string> assignments)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (file is not null)
        {
            ConfigurationFile.Read(file, values);
        }

        AddEnvironment(values);
        foreach (string assignment in assignments)
        {
            (string key, string value) = Split(assignment);
            values[key] = value; // later over earlier
        }

        return new PostroomSettings(Collect(values));
    }

    private static void AddEnvironment(Dictionary<string, string> values)
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            string name = (string)variable.Key;
            if (name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
            {
                values[name[EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal)] = (string?)variable.Value ?? "";
            }
        }
    }

    private static KeyValuePair<string, string> Split(string assignment)
    {
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new(assignment[..equals].Trim(), assignment[(equals + 1)..])
            : throw new ConfigurationException($"--set takes Section:Key=value, not '{assignment}'.");
    }

    // Lists stand as Key:0, Key:1 ... in the file and as one text elsewhere; the text wins.
    private static Dictionary<string, IReadOnlyList<string>> Collect(Dictionary<string, string> given)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        var lists = new List<string>();
        foreach ((string key, string text) in given)
        {
            string name = WithoutIndex(key);
            Setting setting = PostroomSettings.Find(name) ?? throw new ConfigurationException(Unknown(name));
            if (name.Length == key.Length)
            {
                setting.Validate([text]);
                values[setting.Key] = [text];
            }
            else if (!lists.Contains(setting.Key))
            {
                lists.Add(setting.Key);
            }
        }

        foreach (string key in lists)
        {
            Setting setting = PostroomSettings.Find(key)!;
            string[] list = ListOf(key, given);
            if (list.Length > 1 && !setting.IsList)
            {
                throw new ConfigurationException($"{setting.Key} takes one value ({setting.Allowed}), not a list.");
            }

            setting.Validate(list);
            values.TryAdd(setting.Key, list);
        }

        return values;
    }

    // In the order of their numbers.
    private static string[] ListOf(string key, Dictionary<string, string> given) =>
    [
        .. given.Where(one => one.Key.Length > key.Length && WithoutIndex(one.Key).Equals(key, StringComparison.OrdinalIgnoreCase))
            .OrderBy(one => int.Parse(one.Key.AsSpan(key.Length + 1), CultureInfo.InvariantCulture))
            .Select(one => one.Value),
    ];

    private static string WithoutIndex(string key)
    {
        int colon = key.LastIndexOf(':');
        return colon > 0 && int.TryParse(key.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _) ? key[..colon] : key;
    }

    private static string Unknown(string key)
    {
        string? close = PostroomSettings.All.Select(setting => setting.Key)
            .Select(known => (known, distance: Distance(known.ToUpperInvariant(), key.ToUpperInvariant())))
            .Where(entry => entry.distance <= Math.Max(2, key.Length / 4))
            .OrderBy(entry => entry.distance)
            .Select(entry => entry.known)
            .FirstOrDefault();
        return close is null
            ? $"'{key}' is not a setting; `postroom settings` lists them all."
            : $"'{key}' is not a setting; did you mean {close}?";
    }

    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
