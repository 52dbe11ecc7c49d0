namespace Postroom.Server;

/// <summary>Something that the person who started the program must change: one sentence for stderr that says what, and exit code 2.</summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>With the sentence.</summary>
    public ConfigurationException(string message) : base(message) { }

    /// <summary>With the sentence and what lies behind it.</summary>
    public ConfigurationException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Without a word.</summary>
    public ConfigurationException() { }
}
