namespace Postroom.Security;

/// <summary>An entry that a search found, with those of its attributes that were asked for.</summary>
/// <param name="Dn">Its distinguished name.</param>
/// <param name="Attributes">Their values, by their descriptions, which are compared without case (RFC 4512 §2.5).</param>
internal sealed record LdapEntry(string Dn, IReadOnlyDictionary<string, IReadOnlyList<string>> Attributes)
{
    public IReadOnlyList<string> Values(string attribute) => Attributes.TryGetValue(attribute, out IReadOnlyList<string>? values) ? values : [];
}
