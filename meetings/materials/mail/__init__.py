"""What the mails about material say."""
