namespace Postroom.Security;

/// <summary>An entry of the directory that is somebody with mail.</summary>
/// <param name="Dn">Its distinguished name, with which it is bound as.</param>
/// <param name="Name">Its login name as the directory has it.</param>
/// <param name="Aliases">Its other names.</param>
/// <param name="IsDisabled">True: nobody logs in.</param>
public sealed record LdapPerson(string Dn, string Name, IReadOnlyList<string> Aliases, bool IsDisabled);
