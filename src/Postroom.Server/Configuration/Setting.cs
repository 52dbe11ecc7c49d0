namespace Postroom.Server;

/// <summary>One key of the configuration: what it means, what is allowed, and what holds without it.</summary>
/// <remarks>docs/configuration.md lists them all; a test holds the two together.</remarks>
internal abstract class Setting
{
    private static readonly List<Setting> Made = [];

    protected Setting(string key, string defaultText, string allowed, string meaning)
    {
        (Key, DefaultText, Allowed, Meaning) = (key, defaultText, allowed, meaning);
        lock (Made)
        {
            Made.Add(this);
        }
    }

    /// <summary>Those that there are so far, in no order.</summary>
    public static Setting[] AllMade()
    {
        lock (Made)
        {
            return [.. Made];
        }
    }

    /// <summary>Such as <c>Imap:Listen</c>; matched without case.</summary>
    public string Key { get; }

    /// <summary>The default as it would be written.</summary>
    public string DefaultText { get; }

    /// <summary>What may stand there, for the error and the page.</summary>
    public string Allowed { get; }

    /// <summary>What it does, in a sentence.</summary>
    public string Meaning { get; }

    /// <summary>True when the file may give a list.</summary>
    public abstract bool IsList { get; }

    /// <summary>Reads a value only to see whether it can be.</summary>
    public abstract void Validate(IReadOnlyList<string> values);

    /// <summary>The error for a value that cannot be.</summary>
    protected ConfigurationException Wrong(string value) => new($"{Key} cannot be '{value}': it takes {Allowed}.");
}

/// <summary>A setting with a value of type <typeparamref name="T"/>.</summary>
internal sealed class Setting<T>(string key, string defaultText, string allowed, string meaning, Setting<T>.Parser parse)
    : Setting(key, defaultText, allowed, meaning)
{
    /// <summary>Reads one value; false when it cannot be.</summary>
    public delegate bool Parser(string text, out T value);

    public override bool IsList => false;

    public T Default => Read(DefaultText);

    public T Read(string text) => parse(text.Trim(), out T value) ? value : throw Wrong(text);

    public override void Validate(IReadOnlyList<string> values) => Read(values.Count == 1 ? values[0] : string.Join(", ", values));
}

/// <summary>A setting that holds any number of values: a JSON array, or one text with commas.</summary>
internal sealed class ListSetting(string key, string defaultText, string allowed, string meaning, Func<string, bool> isAllowed)
    : Setting(key, defaultText, allowed, meaning)
{
    public override bool IsList => true;

    public IReadOnlyList<string> Read(IReadOnlyList<string> values)
    {
        var items = new List<string>();
        foreach (string value in values)
        {
            foreach (string item in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                items.Add(isAllowed(item) ? item : throw Wrong(item));
            }
        }

        return items;
    }

    public override void Validate(IReadOnlyList<string> values) => Read(values);
}
