"""Who annotates which article, and how far everybody is."""
