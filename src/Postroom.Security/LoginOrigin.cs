using System.Net;

namespace Postroom.Security;

/// <summary>Where a login comes from, and to what.</summary>
/// <param name="Address">The client's; null inside the machine.</param>
/// <param name="Service">One service.</param>
public readonly record struct LoginOrigin(IPAddress? Address, LoginServices Service);
