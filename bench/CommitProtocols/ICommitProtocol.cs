namespace CommitProtocols;

/// <summary>A way to make messages and their rows durable together.</summary>
internal interface ICommitProtocol : IDisposable
{
    /// <summary>Makes <paramref name="messages"/> messages of 4 KB durable in one group.</summary>
    void Commit(int messages);

    /// <summary>What may be done once the clients have their answer.</summary>
    void AfterAnswer();
}
