namespace Postroom.Server;

/// <summary>What a look at what is known of clients' certificates has found.</summary>
/// <param name="IsNew">True: another judgement than before holds.</param>
/// <param name="Problems">What could not be used, a sentence each: there the judgement of before holds.</param>
/// <param name="Shortcomings">What should be mended, a sentence each: lists that are missing or out of date.</param>
/// <param name="SessionsLeft">Completes when the sessions that came in by what is not taken any more have let go of their accounts.</param>
internal sealed record ClientCertificateCheck(bool IsNew, IReadOnlyList<string> Problems, IReadOnlyList<string> Shortcomings, Task SessionsLeft);
