namespace Postroom.Testing.Transcripts;

/// <summary>What the names of a script stand for so far. A name is bound once and must match ever after.</summary>
internal sealed class Bindings
{
    private readonly Dictionary<string, string> _values;

    public Bindings() => _values = new(StringComparer.Ordinal);

    private Bindings(Dictionary<string, string> values) => _values = values;

    public bool TryGet(string name, out string value) => _values.TryGetValue(name, out value!);

    public void Bind(string name, string value) => _values.Add(name, value);

    /// <summary>A copy to try a match on; <see cref="Take"/> brings it back if it holds.</summary>
    public Bindings Copy() => new(new Dictionary<string, string>(_values, StringComparer.Ordinal));

    public void Take(Bindings other)
    {
        foreach ((string name, string value) in other._values)
            _values[name] = value;
    }

    public override string ToString() => string.Join(", ", _values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{{{v.Key}}}={v.Value}"));
}
